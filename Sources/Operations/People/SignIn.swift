package import Domain
internal import Store

/// Signs a person in by e-mail and password.
package struct SignIn: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package struct Outcome: Sendable {
        package let token: Sensitive<String>
        package let expiresAt: Instant
        package let user: User
    }

    /// How long a session lasts, used or not.
    static let lifetime: Duration = .seconds(12 * 3600)

    package func callAsFunction(email: EmailAddress, password: Sensitive<String>) async throws -> Outcome {
        let credential = try await platform.database.readPerson(nil) { $0.credential(email: email) }
        // Also when there is nobody: an unknown address takes as long as a wrong password.
        let matches = try await platform.passwords.verify(password, against: credential?.passwordHash)
        guard let credential, matches else { throw Failure.invalidCredentials() }
        return try await begin(credential.user)
    }

    private func begin(_ user: User) async throws -> Outcome {
        let token = SessionToken.mint(for: user.id, using: platform.entropy)
        return try await platform.database.onPerson(user.id) { transaction in
            let now = try await transaction.result(transaction.time())
            let expiresAt = now + Self.lifetime
            transaction.deleteExpiredSessions(of: user.id, at: now)
            transaction.insertSession(
                .make(at: now, using: platform.entropy),
                of: user.id,
                tokenHash: token.hash,
                at: now,
                until: expiresAt
            )
            return Outcome(token: token.text, expiresAt: expiresAt, user: user)
        }
    }
}
