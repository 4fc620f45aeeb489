/// A person's role in one tenant. An advisor's membership in a client business is their access to that client.
package struct Membership: Hashable, Sendable, Identified {
    package static let idPrefix = "mem"

    package let id: ID<Membership>
    package let tenant: ID<Tenant>
    package var role: Role
    /// A group of type `USER` beyond whose scopes its holder grants nothing.
    package var ceilingGroup: ID<AuthorizationGroup>?
    /// Half-open: over from that instant on.
    package var expiresAt: Instant?
    package let origin: MembershipOrigin

    package init(
        id: ID<Membership>,
        tenant: ID<Tenant>,
        role: Role,
        ceilingGroup: ID<AuthorizationGroup>? = nil,
        expiresAt: Instant? = nil,
        origin: MembershipOrigin = .direct
    ) {
        self.id = id
        self.tenant = tenant
        self.role = role
        self.ceilingGroup = ceilingGroup
        self.expiresAt = expiresAt
        self.origin = origin
    }

    package func isLive(at now: Instant) -> Bool {
        expiresAt.map { now < $0 } ?? true
    }
}
