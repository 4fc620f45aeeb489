package import Domain
internal import Store

/// A session that has just begun. Its token is told this once.
package struct BegunSession: Sendable {
    package let token: Sensitive<String>
    package let expiresAt: Instant
    package let user: User
    /// For the browser to keep: that this person has signed in on it.
    package let device: Sensitive<String>
}

extension Platform {
    /// How long a session lasts, used or not.
    package static let sessionLifetime: Duration = .seconds(12 * 3600)

    /// How many sessions a person may have; with one more, the oldest ends.
    package static let mostSessions = 50

    /// Begins a session under a token that nobody has seen before, whatever the client had until now. The session that it
    /// came with ends, so that nobody who slipped it to the browser shares what becomes of it.
    ///
    /// - Parameter passwordSince: since when the password has been the one that was checked, if one was. Where it was changed
    ///   in the meantime no session begins, since the change has ended them all.
    func begin(
        _ user: User,
        by proof: Proof,
        from client: SignInClient,
        passwordSince: Instant? = nil
    ) async throws -> BegunSession {
        let token = SessionToken.mint(for: user.id, using: entropy)
        return try await database.onPerson(user.id) { transaction in
            transaction.lock(person: user.id)
            let (changed, time) = (transaction.passwordChanged(of: user.id), transaction.time())
            let now = try await transaction.result(time)
            let changedAt = try await transaction.result(changed)
            if let passwordSince, changedAt != passwordSince { throw Failure.invalidCredentials() }
            if let replaced = client.session.flatMap(SessionToken.init) {
                try transaction.deleteSession(tokenHash: replaced.hash, of: replaced.user)
            }
            return begin(user, by: proof, under: token, from: client, at: now, in: transaction)
        }
    }

    /// Begins a session of somebody whose person is locked.
    func begin(
        _ user: User,
        by proof: Proof,
        under token: SessionToken,
        from client: SignInClient,
        at now: Instant,
        in transaction: borrowing PersonTransaction
    ) -> BegunSession {
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
        transaction.deleteOldestSessions(of: user.id, keeping: Self.mostSessions - 1)
        transaction.insert(session, of: user.id)
        return BegunSession(
            token: token.text,
            expiresAt: session.expiresAt,
            user: user,
            device: devices.token(for: user.email, known: client.device, using: entropy)
        )
    }
}
