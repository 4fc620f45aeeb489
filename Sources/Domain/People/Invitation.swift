/// A new user's first step: what they will be, once whoever holds its link accepts.
package struct Invitation: Hashable, Sendable, Identified {
    package static let idPrefix = "inv"

    package let id: ID<Invitation>
    package let tenant: ID<Tenant>
    package let email: String
    package let grant: MemberGrant
    package let createdAt: Instant
    package let createdBy: ID<User>
    /// Of its link.
    package let expiresAt: Instant

    /// How long a link can be accepted.
    package static let lifetime: Duration = .seconds(7 * 24 * 3600)

    package init(
        id: ID<Invitation>,
        tenant: ID<Tenant>,
        email: String,
        grant: MemberGrant,
        createdAt: Instant,
        createdBy: ID<User>,
        expiresAt: Instant
    ) {
        self.id = id
        self.tenant = tenant
        self.email = email
        self.grant = grant
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
    }
}
