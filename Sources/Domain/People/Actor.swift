/// Who is asking: a signed-in person with all that they are.
package struct Actor: Sendable {
    package let user: User
    package let platformRole: Role?
    /// Those that are live; an ended membership gives nothing.
    package let memberships: [Membership]
    package let session: ID<Session>

    /// Ended memberships are left out. A role that is not the platform's is no platform role.
    package init(user: User, platformRole: Role?, memberships: [Membership], session: ID<Session>, now: Instant) {
        self.user = user
        self.platformRole = platformRole.flatMap { $0.isPlatform ? $0 : nil }
        self.memberships = memberships.filter { $0.isLive(at: now) && !$0.role.isPlatform }
        self.session = session
    }
}
