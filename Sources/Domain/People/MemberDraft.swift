/// Somebody whom a tenant lets in, as it was asked for.
package struct MemberDraft: Sendable {
    package var email: EmailAddress?
    package var role: Role?
    package var ceilingGroup: ID<AuthorizationGroup>?
    package var expiresAt: Instant?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        email: EmailAddress? = nil,
        role: Role? = nil,
        ceilingGroup: ID<AuthorizationGroup>? = nil,
        expiresAt: Instant? = nil,
        formErrors: [InputError] = []
    ) {
        self.email = email
        self.role = role
        self.ceilingGroup = ceilingGroup
        self.expiresAt = expiresAt
        self.formErrors = formErrors
    }

    /// What it would let the person be, as far as it can be told.
    package var grant: MemberGrant? {
        role.map { MemberGrant(role: $0, ceilingGroup: ceilingGroup, expiresAt: expiresAt) }
    }

    /// `VALIDATION_FAILED` with everything that is wrong.
    package func validated(
        in kind: TenantKind,
        group: AuthorizationGroup?,
        at now: Instant
    ) throws(Failure) -> (email: EmailAddress, grant: MemberGrant) {
        var errors = InputErrors(known: formErrors)
        if email == nil { errors.add("/email", "REQUIRED", "An e-mail address is needed.") }
        if role == nil { errors.add("/role", "REQUIRED", "A role is needed.") }
        for error in grant?.errors(in: kind, group: group, at: now) ?? [] { errors.add(error) }
        try errors.throwIfAny()
        guard let email, let grant else { throw .invalid(errors.all) }
        return (email, grant)
    }
}
