package import Domain
internal import Store

/// A session that has just begun. Its token is told this once.
package struct BegunSession: Sendable {
    package let id: ID<Session>
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
        // The platform's own trail has it, since a person may be in many tenants or in none: all who sign in wait for one
        // lock, which is held for two round trips, and never while a password is looked at.
        let session = try await database.onTenant(.platform) { transaction in
            let lock = transaction.lock()
            let replaced = client.session.flatMap(SessionToken.init)
            let (changed, open, ended) = try transaction.asPerson(user.id) { person in
                person.lock(person: user.id)
                let ended = try replaced.map { try person.deleteSession(tokenHash: $0.hash, of: $0.user) }
                return (person.passwordChanged(of: user.id), person.sessions(of: user.id), ended)
            }
            var locked = try await transaction.held(lock)
            if let passwordSince, try await transaction.result(changed) != passwordSince {
                throw Failure.invalidCredentials()
            }
            let session = try begin(user, by: proof, under: token, from: client, at: locked.now, in: transaction)
            let author = Author(client, in: session, by: proof)
            if let replaced, let ended, let id = try await transaction.result(ended) {
                let reason = Self.sessionBegins
                note(ended: [id], of: replaced.user, because: reason, by: author, &locked, in: transaction)
            }
            let now = locked.now
            let crowded = try await transaction.result(open).filter { now < $0.expiresAt }.map(\.id)
                .dropFirst(Self.mostSessions - 1)
            let reason = Self.sessionBegins
            note(ended: Array(crowded), of: user.id, because: reason, by: author, &locked, in: transaction)
            conclude(session.beginning(by: proof), by: author, locked, in: transaction)
            return session
        }
        count(begun: user.id, by: proof, from: client)
        return session
    }

    /// Begins a session of somebody whose person is locked. Its row is the caller's to write.
    func begin(
        _ user: User,
        by proof: Proof,
        under token: SessionToken,
        from client: SignInClient,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) throws -> BegunSession {
        let session = NewSession(
            id: .make(at: now, using: entropy),
            tokenHash: token.hash,
            proof: proof,
            createdAt: now,
            expiresAt: now + Self.sessionLifetime,
            ip: client.address,
            userAgent: client.userAgent
        )
        try transaction.asPerson(user.id) { person in
            person.deleteExpiredSessions(of: user.id, at: now)
            person.deleteOldestSessions(of: user.id, keeping: Self.mostSessions - 1)
            person.insert(session, of: user.id)
        }
        return BegunSession(
            id: session.id,
            token: token.text,
            expiresAt: session.expiresAt,
            user: user,
            device: devices.token(for: user.email, known: client.device, using: entropy)
        )
    }
}

extension BegunSession {
    func beginning(by proof: Proof) -> Change {
        let tenants: [ID<Tenant>] = if case .identityProvider(let tenants) = proof { tenants.sorted() } else { [] }
        return Change(
            Platform.sessionBegins,
            on: id,
            after: [
                "user_id": .string(user.id.description), "expires_at": .string(expiresAt.description),
                "identity_provider_of": tenants.first.map { .string($0.description) } ?? nil,
            ]
        )
    }
}
