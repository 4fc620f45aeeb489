internal import Domain

extension Platform {
    /// A password that somebody chooses, held against the rules for new ones and the passwords that attackers know.
    ///
    /// - Throws: `VALIDATION_FAILED` at `pointer`.
    func newPassword(_ text: String, for person: User, at pointer: String = "/password") async throws -> Password {
        do {
            let password = try Password(validating: text, for: person, at: pointer)
            guard try await breaches?.contains(password) != true else {
                throw InputError(pointer, "BREACHED", "This password is known to attackers. Choose another one.")
            }
            return password
        } catch let error as InputError {
            throw Failure.invalid([error])
        }
    }
}
