package import Domain
internal import Store

/// A session that has just begun. Its token is told this once.
package struct BegunSession: Sendable {
    package let token: Sensitive<String>
    package let expiresAt: Instant
    package let user: User
}

/// From where somebody signs in.
package struct SignInClient: Sendable {
    package let address: IPAddress?
    /// At most 200 characters of it, for the person to recognise.
    package let userAgent: String?

    package init(address: IPAddress? = nil, userAgent: String? = nil) {
        self.address = address
        self.userAgent = userAgent.map {
            String($0.unicodeScalars.filter { !$0.isControl }.prefix(200).map(Character.init))
        }
    }
}

extension Platform {
    /// How long a session lasts, used or not.
    static let sessionLifetime: Duration = .seconds(12 * 3600)

    /// Begins a session under a token that nobody has seen before, whatever the client had until now.
    func begin(_ user: User, by proof: Proof, from client: SignInClient) async throws -> BegunSession {
        let token = SessionToken.mint(for: user.id, using: entropy)
        return try await database.onPerson(user.id) { transaction in
            let now = try await transaction.result(transaction.time())
            let session = NewSession(
                id: .make(at: now, using: entropy),
                tokenHash: token.hash,
                proof: proof,
                createdAt: now,
                expiresAt: now + Self.sessionLifetime,
                ip: client.address,
                userAgent: client.userAgent
            )
            transaction.deleteExpiredSessions(of: user.id, at: now)
            transaction.insert(session, of: user.id)
            return BegunSession(token: token.text, expiresAt: session.expiresAt, user: user)
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}
