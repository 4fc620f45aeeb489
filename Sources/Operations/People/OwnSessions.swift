package import Domain
internal import Store

/// A session, for its person to recognise.
package struct SessionView: Sendable {
    package let id: ID<Session>
    package let createdAt: Instant
    package let expiresAt: Instant
    package let ip: String?
    package let userAgent: String?
    package let proof: Proof
    /// Whether the call was made in it.
    package let isCurrent: Bool
}

/// Shows a person where they are signed in, newest first.
package struct ListOwnSessions: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ call: Call) async throws -> [SessionView] {
        try call.actor.requireOwnProof()
        let user = call.actor.user.id
        let (sessions, now) = try await platform.database.readPerson(user) { transaction in
            (transaction.sessions(of: user), transaction.time())
        }
        return sessions.filter { now < $0.expiresAt }.map { session in
            SessionView(
                id: session.id,
                createdAt: session.createdAt,
                expiresAt: session.expiresAt,
                ip: session.ip,
                userAgent: session.userAgent,
                proof: session.proof,
                isCurrent: session.id == call.actor.session
            )
        }
    }
}

/// Ends sessions of one's own.
package struct EndOwnSessions: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Throws: `NOT_FOUND` for anybody else's too.
    package func callAsFunction(_ session: ID<Session>, call: Call) async throws {
        try call.actor.requireOwnProof()
        guard try await open(call).sessions.contains(where: { $0.id == session }),
            try await platform.end(session, because: "session.delete", for: call)
        else { throw Failure.notFound() }
    }

    /// All but the one that the call was made in.
    package func others(_ call: Call) async throws {
        try call.actor.requireOwnProof()
        let (user, own) = (call.actor.user.id, call.actor.session)
        let (sessions, now) = try await open(call)
        guard sessions.contains(where: { $0.id != own && now < $0.expiresAt }) else { return }
        try await platform.database.onTenant(.platform) { transaction in
            var locked = try await transaction.held(transaction.lock())
            let before = locked.state.auditSequence
            try await platform.endSessions(
                of: user,
                besides: own,
                because: "session.delete_others",
                by: Author(ofOwnAccount: call),
                &locked,
                in: transaction
            )
            if locked.state.auditSequence != before { transaction.save(locked) }
        }
    }

    /// Without a lock: every sign-in waits for the platform's, so it is taken only where there is something to end.
    private func open(_ call: Call) async throws -> (sessions: [OwnSession], now: Instant) {
        let user = call.actor.user.id
        return try await platform.database.readPerson(user) { ($0.sessions(of: user), $0.time()) }
    }
}

extension Platform {
    /// Ends one of the caller's own sessions, with its row; false where there is none.
    func end(_ session: ID<Session>, because reason: String, for call: Call) async throws -> Bool {
        let user = call.actor.user.id
        return try await database.onTenant(.platform) { transaction in
            let lock = transaction.lock()
            let ended = try transaction.asPerson(user) { $0.deleteSession(session, of: user) }
            var locked = try await transaction.held(lock)
            guard try await transaction.result(ended) else { return false }
            let author = Author(ofOwnAccount: call)
            note(ended: [session], of: user, because: reason, by: author, &locked, in: transaction)
            transaction.save(locked)
            return true
        }
    }
}
