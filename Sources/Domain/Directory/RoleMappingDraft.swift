/// A role mapping as somebody asks for it.
package struct RoleMappingDraft: Sendable {
    package var directoryGroup: String?
    package var role: String?
    package var ceilingGroup: ID<AuthorizationGroup>?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        directoryGroup: String? = nil,
        role: String? = nil,
        ceilingGroup: ID<AuthorizationGroup>? = nil,
        formErrors: [InputError] = []
    ) {
        self.directoryGroup = directoryGroup
        self.role = role
        self.ceilingGroup = ceilingGroup
        self.formErrors = formErrors
    }

    private static let longestName = 256

    /// `VALIDATION_FAILED` with everything that is wrong; before that `ROLE_FORBIDDEN` for a role above the granter's own.
    ///
    /// - Parameter group: the ceiling group, if the tenant has it.
    package func validated(
        by granter: Granter,
        in kind: TenantKind,
        group: AuthorizationGroup?,
        at now: Instant
    ) throws(Failure) -> (directoryGroup: String, grant: MemberGrant) {
        let asked = role.flatMap(Role.init).map { MemberGrant(role: $0, ceilingGroup: ceilingGroup) }
        try asked?.requireHeld(by: granter, scopes: group.map { Set($0.scopes) })
        var errors = InputErrors(known: formErrors)
        let name = validName(&errors)
        let role = errors.choice(role, of: Role.self, at: "/role")
        if role != nil, let asked { errors.add(asked.errors(in: kind, group: group, at: now), below: "") }
        try errors.throwIfAny()
        guard let name, let asked else { throw .invalid(errors.all) }
        return (name, asked)
    }

    /// As the directory spells it, whatever that is.
    private func validName(_ errors: inout InputErrors) -> String? {
        guard let name = directoryGroup, !name.unicodeScalars.allSatisfy(\.isBlank) else {
            errors.add("/directory_group", "REQUIRED", "The name of a group of the directory is needed, or *.")
            return nil
        }
        guard name.unicodeScalars.count <= Self.longestName else {
            errors.add("/directory_group", "TOO_LONG", "At most \(Self.longestName) characters fit.")
            return nil
        }
        guard !name.unicodeScalars.contains(where: \.isControl) else {
            errors.add("/directory_group", "INVALID_CHARACTER", "Control characters are not allowed.")
            return nil
        }
        return name
    }
}
