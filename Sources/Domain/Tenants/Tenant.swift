/// What is decided about a tenant without looking into it: the row every part of the platform may read.
package struct TenantFacts: Hashable, Sendable {
    package let id: ID<Tenant>
    package let kind: TenantKind
    /// The partner whose merchant this business is.
    package let parent: ID<Tenant>?
    package let name: String
    package let route: TenantRoute

    package init(id: ID<Tenant>, kind: TenantKind, parent: ID<Tenant>?, name: String, route: TenantRoute) {
        self.id = id
        self.kind = kind
        self.parent = parent
        self.name = name
        self.route = route
    }
}

/// A customer of the platform.
package struct Tenant: Hashable, Sendable, Identified {
    package static let idPrefix = "ten"

    package let facts: TenantFacts
    /// Most keys that are neither revoked nor expired.
    package let keyLimit: Int
    /// Day of the month on which its billing period starts, 1 to 28.
    package let billingDay: Int
    package let suspendedAt: Instant?
    package let createdAt: Instant
    /// Counts changes of its editable fields.
    package let version: Int

    package init(
        facts: TenantFacts,
        keyLimit: Int,
        billingDay: Int,
        suspendedAt: Instant?,
        createdAt: Instant,
        version: Int
    ) {
        self.facts = facts
        self.keyLimit = keyLimit
        self.billingDay = billingDay
        self.suspendedAt = suspendedAt
        self.createdAt = createdAt
        self.version = version
    }

    package var id: ID<Tenant> { facts.id }
}
