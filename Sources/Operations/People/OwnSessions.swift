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
        let user = call.actor.user.id
        let wasThere = try await platform.database.onPerson(user) { transaction in
            try await transaction.result(transaction.deleteSession(session, of: user))
        }
        guard wasThere else { throw Failure.notFound() }
    }

    /// All but the one that the call was made in.
    package func others(_ call: Call) async throws {
        try call.actor.requireOwnProof()
        let user = call.actor.user.id
        try await platform.database.onPerson(user) { transaction in
            transaction.deleteSessions(of: user, besides: call.actor.session)
        }
    }
}
