internal import Domain

extension Platform {
    /// A password that somebody chooses, held against the rules for new ones.
    ///
    /// - Throws: `VALIDATION_FAILED` at `pointer`.
    func newPassword(_ text: String, for person: User, at pointer: String = "/password") async throws -> Password {
        do {
            return try Password(validating: text, at: pointer)
        } catch {
            throw Failure.invalid([error])
        }
    }
}
