/// A named policy. A tenant copies its fields, so that editing it changes no existing tenant.
package struct Preset: Hashable, Sendable {
    package let name: String
    /// For tenants of this kind.
    package let tenantKind: TenantKind
    /// For businesses under a partner only.
    package let requiresParent: Bool
    /// Whether a partner may choose it for a business under it.
    package let offeredToPartners: Bool
    package let policy: Policy

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

    /// Whether a tenant of this kind, with or without a parent, can have it.
    package func fits(_ kind: TenantKind, hasParent: Bool) -> Bool {
        kind == tenantKind && (hasParent || !requiresParent)
    }
}
