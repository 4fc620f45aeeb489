/// Who is asking: a signed-in person with all that they are, as far as their proof of it carries.
package struct Actor: Sendable {
    package let user: User
    package let platformRole: Role?
    /// A platform role that is theirs, and that only a second factor unlocks.
    package let withheldRole: Role?
    /// Those that are live; an ended membership gives nothing.
    package private(set) var memberships: [Membership]
    package let proof: Proof
    /// Nil for a program with a token of its identity provider, which has no session to end.
    package let session: ID<Session>?
    /// Whether they lose a platform role without a second factor.
    package let needsSecondFactor: Bool

    /// Ended memberships are left out, and those that the proof says nothing about. A role that is not the platform's is no
    /// platform role.
    ///
    /// - Parameter staffNeedSecondFactor: whether the operator asks the platform's staff for one.
    package init(
        user: User,
        platformRole: Role?,
        memberships: [Membership],
        proof: Proof = .password(secondFactor: false),
        session: ID<Session>?,
        staffNeedSecondFactor: Bool = false,
        now: Instant
    ) {
        self.user = user
        let platformRole = platformRole.flatMap { $0.isPlatform && proof.isOwn ? $0 : nil }
        needsSecondFactor = platformRole != nil && staffNeedSecondFactor
        let isWithheld = needsSecondFactor && !proof.hasSecondFactor
        self.platformRole = isWithheld ? nil : platformRole
        withheldRole = isWithheld ? platformRole : nil
        self.memberships = memberships.filter { membership in
            membership.isLive(at: now) && !membership.role.isPlatform && proof.covers(membership)
        }
        self.proof = proof
        self.session = session
    }

    /// As staff alone, if staff may do this, for where members are stopped: nobody has less by being more.
    package func asStaff(for action: Action) -> Actor {
        guard let platformRole, AccessTable.reach(of: platformRole, for: action) == .any else { return self }
        var staff = self
        staff.memberships = []
        return staff
    }

    /// For what concerns the account itself. What is known of a person through one tenant's identity provider does not do.
    package func requireOwnProof() throws(Failure) {
        guard proof.isOwn else {
            throw Failure(.passwordRequired, "Sign in with the password of the account itself to do this.")
        }
    }
}
