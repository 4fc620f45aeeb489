/// What somebody wants to change about a membership; nil is left as it is.
package struct MemberEdit: Sendable {
    package var role: Role?
    /// Nil within: no ceiling.
    package var ceilingGroup: ID<AuthorizationGroup>??
    /// Nil within: no end.
    package var expiresAt: Instant??
    /// The version that the change is of.
    package var expectedVersion: VersionCondition?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        role: Role? = nil,
        ceilingGroup: ID<AuthorizationGroup>?? = nil,
        expiresAt: Instant?? = nil,
        expectedVersion: VersionCondition? = nil,
        formErrors: [InputError] = []
    ) {
        self.role = role
        self.ceilingGroup = ceilingGroup
        self.expiresAt = expiresAt
        self.expectedVersion = expectedVersion
        self.formErrors = formErrors
    }

    /// What its holder would be.
    package func applied(to grant: MemberGrant) -> MemberGrant {
        MemberGrant(
            role: role ?? grant.role,
            ceilingGroup: ceilingGroup ?? grant.ceilingGroup,
            expiresAt: expiresAt ?? grant.expiresAt
        )
    }

    /// `VALIDATION_FAILED` with everything that is wrong. An end that has passed may stay.
    ///
    /// - Parameter group: the ceiling group that there would be, if the tenant has it.
    package func requireValid(
        for grant: MemberGrant,
        in kind: TenantKind,
        group: AuthorizationGroup?,
        at now: Instant
    ) throws(Failure) {
        var errors = InputErrors(known: formErrors)
        let edited = applied(to: grant)
        for error in edited.errors(in: kind, group: group, at: now) {
            guard error.pointer != "/expires_at" || edited.expiresAt != grant.expiresAt else { continue }
            errors.add(error)
        }
        try errors.throwIfAny()
    }
}
