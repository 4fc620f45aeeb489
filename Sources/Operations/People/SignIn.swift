package import Domain
internal import Store

/// Signs a person in by e-mail and password, and by a code if they have a second factor.
package struct SignIn: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        email: EmailAddress,
        password: Sensitive<String>,
        code: String? = nil,
        from client: SignInClient = SignInClient()
    ) async throws -> BegunSession {
        let credential = try await platform.database.readPerson(nil) { $0.credential(email: email) }
        // Also when there is nobody: an unknown address takes as long as a wrong password.
        let matches = try await platform.passwords.verify(password, against: credential?.passwordHash)
        guard let credential, matches else { throw Failure.invalidCredentials() }
        let proof = try await platform.prove(credential.user, code: code)
        return try await platform.begin(credential.user, by: proof, from: client)
    }
}
