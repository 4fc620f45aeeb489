/// What somebody wants to change about a group; nil is left as it is.
package struct GroupEdit: Sendable {
    package var name: String?
    package var description: String?
    package var scopes: [String]?
    /// The version that the change is of.
    package var expectedVersion: VersionCondition?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        name: String? = nil,
        description: String? = nil,
        scopes: [String]? = nil,
        expectedVersion: VersionCondition? = nil,
        formErrors: [InputError] = []
    ) {
        self.name = name
        self.description = description
        self.scopes = scopes
        self.expectedVersion = expectedVersion
        self.formErrors = formErrors
    }

    /// The new name, to find out whether it is taken.
    package var validName: DisplayName? { name.flatMap { try? DisplayName(validating: $0) } }

    /// The group as it would be, with its own version and time still. `VALIDATION_FAILED` with everything that is wrong;
    /// before that `ROLE_FORBIDDEN` for scopes that would be added and are beyond the ceiling.
    ///
    /// What the group has already may stay, whatever became of the catalogue and whoever edits it.
    package func applied(
        to group: AuthorizationGroup,
        under policy: Policy,
        ceiling: Set<String>? = nil
    ) throws(Failure) -> AuthorizationGroup {
        let wanted = scopes ?? group.scopes
        try Ceiling.check(wanted.filter { !group.scopes.contains($0) }, of: policy, within: ceiling)
        var errors = InputErrors(known: formErrors)
        let name = errors.name(name ?? group.name)
        let description = errors.description(description ?? group.description)
        let scopes = errors.scopes(wanted, of: policy, held: group.scopes)
        try errors.throwIfAny()
        guard let name, let description, let scopes else { throw .invalid(errors.all) }
        var edited = group
        edited.name = name.text
        edited.description = description.text
        edited.scopes = scopes
        return edited
    }
}
