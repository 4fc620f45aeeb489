/// What an authorization group can be given to.
package enum GroupType: String, CaseIterable, Sendable {
    case tenantAPIKey = "TENANT_API_KEY"
    /// Can be a membership's ceiling.
    case user = "USER"
}

/// A named, editable set of scopes in a tenant.
package struct AuthorizationGroup: Hashable, Sendable, Identified {
    package static let idPrefix = "grp"

    package let id: ID<AuthorizationGroup>
    package let tenant: ID<Tenant>
    package var name: String
    package var description: String
    package let type: GroupType
    package var scopes: [String]
    package let createdAt: Instant
    package var updatedAt: Instant
    /// Counts changes of its editable fields.
    package var version: Int

    package init(
        id: ID<AuthorizationGroup>,
        tenant: ID<Tenant>,
        name: String,
        description: String,
        type: GroupType,
        scopes: [String],
        createdAt: Instant,
        updatedAt: Instant,
        version: Int
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.description = description
        self.type = type
        self.scopes = scopes
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.version = version
    }
}
