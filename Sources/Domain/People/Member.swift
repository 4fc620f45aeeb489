/// A membership as its tenant keeps it, with the person whose it is.
package struct Member: Hashable, Sendable {
    package var membership: Membership
    package let user: User
    /// A person who is disabled cannot sign in, so is nobody who stays.
    package let isDisabled: Bool
    package let origin: MembershipOrigin
    package let createdAt: Instant
    /// Counts changes of its editable fields.
    package var version: Int

    package init(
        membership: Membership,
        user: User,
        isDisabled: Bool = false,
        origin: MembershipOrigin,
        createdAt: Instant,
        version: Int
    ) {
        self.membership = membership
        self.user = user
        self.isDisabled = isDisabled
        self.origin = origin
        self.createdAt = createdAt
        self.version = version
    }

    package var id: ID<Membership> { membership.id }

    /// Whether their tenant keeps an admin as long as they are there.
    package var isLastingAdmin: Bool { membership.grant.isLastingAdmin && !isDisabled }
}
