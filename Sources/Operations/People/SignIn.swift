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
        guard let credential = try await platform.credential(of: email, password: password, from: client) else {
            throw Failure.invalidCredentials()
        }
        let proof = try await platform.prove(credential.user, code: code, from: client)
        return try await platform.begin(
            credential.user,
            by: proof,
            from: client,
            passwordSince: credential.changedAt
        )
    }
}
