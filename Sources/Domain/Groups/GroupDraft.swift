/// A group as somebody asks for it.
package struct GroupDraft: Sendable {
    package var name: String?
    package var description: String?
    package var type: String?
    package var scopes: [String]?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(
        name: String? = nil,
        description: String? = nil,
        type: String? = nil,
        scopes: [String]? = nil,
        formErrors: [InputError] = []
    ) {
        self.name = name
        self.description = description
        self.type = type
        self.scopes = scopes
        self.formErrors = formErrors
    }

    /// The name, to find out whether it is taken.
    package var validName: DisplayName? { name.flatMap { try? DisplayName(validating: $0) } }

    /// `VALIDATION_FAILED` with everything that is wrong; before that `ROLE_FORBIDDEN` for scopes beyond the ceiling.
    package func validated(against policy: Policy, ceiling: Set<String>? = nil) throws(Failure) -> GroupPlan {
        try Ceiling.check(scopes ?? [], of: policy, within: ceiling)
        var errors = InputErrors(known: formErrors)
        let name = errors.name(name)
        let description = errors.description(description)
        let type = errors.choice(type, of: GroupType.self, at: "/type")
        let scopes = errors.scopes(scopes, of: policy)
        try errors.throwIfAny()
        guard let name, let description, let type, let scopes else { throw .invalid(errors.all) }
        return GroupPlan(name: name, description: description, type: type, scopes: scopes)
    }
}

/// A group that can be made.
package struct GroupPlan: Sendable {
    package let name: DisplayName
    package let description: Description
    package let type: GroupType
    package let scopes: [String]
}
