/// A named policy. A tenant copies its fields, so that editing it changes no existing tenant.
package struct Preset: Hashable, Sendable {
    package let name: String
    /// For tenants of this kind.
    package let tenantKind: TenantKind
    /// For businesses under a partner only.
    package var requiresParent: Bool
    /// Whether a partner may choose it for a business under it.
    package var offeredToPartners: Bool
    package var policy: Policy

    package init(
        name: String,
        tenantKind: TenantKind,
        requiresParent: Bool,
        offeredToPartners: Bool,
        policy: Policy
    ) {
        self.name = name
        self.tenantKind = tenantKind
        self.requiresParent = requiresParent
        self.offeredToPartners = offeredToPartners
        self.policy = policy
    }

    /// Whether it could be a preset's name: 1 to 64 lower-case letters, digits and hyphens.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                    || byte == UInt8(ascii: "-")
            }
    }

    /// Whether a tenant of this kind, with or without a parent, can have it.
    package func fits(_ kind: TenantKind, hasParent: Bool) -> Bool {
        kind == tenantKind && (hasParent || !requiresParent)
    }
}
