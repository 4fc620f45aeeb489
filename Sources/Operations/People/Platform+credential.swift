internal import Domain
internal import Store

extension Platform {
    /// Whoever has this address and this password: nil when there is nobody, when the password is another, and when they are
    /// disabled, after the same statement and the same slow function.
    ///
    /// - Throws: `TOO_MANY_REQUESTS` after too many wrong ones, whether there is somebody or not.
    func credential(
        of email: EmailAddress,
        password: Sensitive<String>,
        from client: SignInClient
    ) async throws -> Credential? {
        try await guess(
            .password(of: email.text),
            from: client,
            refused: { count(throttled: email.text, from: client) }
        ) {
            guesser in
            let credential = try await database.readPerson(nil) { $0.credential(email: email) }
            switch try await passwords.check(password, against: credential?.passwordHash, for: guesser) {
            case .wrong:
                count(refused: credential?.user.id, "WRONG_PASSWORD", from: client)
                return nil
            case .right: return credential
            case .outdated(let replacement):
                if let credential { try await rehash(credential, Sensitive(replacement)) }
                return credential
            }
        }
    }

    private func rehash(_ credential: Credential, _ replacement: Sensitive<String>) async throws {
        try await database.onPerson(credential.user.id) { transaction in
            transaction.rehashPassword(replacement, insteadOf: credential.passwordHash, of: credential.user.id)
        }
    }
}
