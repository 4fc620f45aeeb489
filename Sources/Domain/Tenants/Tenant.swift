/// What is decided about a tenant without looking into it: what never changes of the row that every part of the platform
/// may read.
package struct TenantFacts: Hashable, Sendable {
    package let id: ID<Tenant>
    package let kind: TenantKind
    /// The partner whose merchant this business is.
    package let parent: ID<Tenant>?
    package let route: TenantRoute

    package init(id: ID<Tenant>, kind: TenantKind, parent: ID<Tenant>?, route: TenantRoute) {
        self.id = id
        self.kind = kind
        self.parent = parent
        self.route = route
    }
}

/// A customer of the platform, by the name that it has now.
package struct Tenant: Hashable, Sendable, Identified {
    package static let idPrefix = "ten"

    package let facts: TenantFacts
    package let name: String

    package init(_ facts: TenantFacts, name: String) {
        self.facts = facts
        self.name = name
    }

    package var id: ID<Tenant> { facts.id }
}

extension ID<Tenant> {
    /// The platform itself, to which rows belong that are no customer's.
    package static let platform = ID(bits: 0x0000_0000_0000_7000_8000_0000_0000_0000)
}
