/// That an action is allowed, and through what.
package struct Permit: Equatable, Sendable {
    package let action: Action
    /// The role in which the actor acts; goes into the audit log.
    package let role: Role
    /// All memberships that allow it; none when a platform role does.
    package let memberships: [Membership]

    /// Whether the actor must say why.
    package var needsReason: Bool {
        role.isPlatform && action.changesTenant
    }

    /// Groups beyond whose scopes, taken together, nothing can be granted; nil when nothing bounds it, as when one of
    /// the memberships has no ceiling.
    package var ceilingGroups: [ID<AuthorizationGroup>]? {
        let ceilings = memberships.compactMap(\.ceilingGroup)
        return ceilings.isEmpty || ceilings.count < memberships.count ? nil : ceilings
    }

    /// When all that allows it is over; nil when one of the memberships has no end.
    package var endsAt: Instant? {
        let ends = memberships.compactMap(\.expiresAt)
        return ends.count < memberships.count ? nil : ends.max()
    }
}
