/// A directory's credential as somebody asks for it.
package struct DirectoryCredentialDraft: Sendable {
    package var name: String?
    package var expiresAt: Instant?
    /// What was wrong with its form already.
    package var formErrors: [InputError]

    package init(name: String? = nil, expiresAt: Instant? = nil, formErrors: [InputError] = []) {
        self.name = name
        self.expiresAt = expiresAt
        self.formErrors = formErrors
    }

    /// `VALIDATION_FAILED` with everything that is wrong.
    package func validated(at now: Instant) throws(Failure) -> DisplayName {
        var errors = InputErrors(known: formErrors)
        let name = errors.name(name)
        if let expiresAt, expiresAt <= now { errors.add("/expires_at", "NOT_IN_FUTURE", "It must be in the future.") }
        try errors.throwIfAny()
        guard let name else { throw .invalid(errors.all) }
        return name
    }
}
