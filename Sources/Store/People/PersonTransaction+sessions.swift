package import Domain
internal import Postgres

/// A session that is still good, with the person behind it.
package struct SessionHolder: Sendable {
    package let session: ID<Session>
    package let user: User
    package let platformRole: Role?
    package let expiresAt: Instant
}

extension StoreTransaction where Kind == OnPerson {
    /// The session with this token, if its user is not disabled. Whether it has expired is for the caller's clock.
    package func session(user: ID<User>, tokenHash: [UInt8]) -> Reply<SessionHolder?> {
        send(
            """
            SELECT s.id AS session_id, s.expires_at, u.id, u.email, u.name, u.platform_role
            FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.user_id = \(user) AND s.token_hash = \(Bytes(tokenHash)) AND u.disabled_at IS NULL
            """
        ) { rows in
            try rows.first.map { row in
                SessionHolder(
                    session: try row.decode("session_id"),
                    user: try User(row: row),
                    platformRole: try row.decode("platform_role"),
                    expiresAt: try row.decode("expires_at")
                )
            }
        }
    }

    package func insertSession(
        _ id: ID<Session>,
        of user: ID<User>,
        tokenHash: [UInt8],
        at now: Instant,
        until end: Instant
    ) {
        send(
            """
            INSERT INTO sessions (user_id, id, token_hash, created_at, expires_at)
            VALUES (\(user), \(id), \(Bytes(tokenHash)), \(now), \(end))
            """
        )
    }

    package func deleteSession(_ id: ID<Session>, of user: ID<User>) {
        send("DELETE FROM sessions WHERE user_id = \(user) AND id = \(id)")
    }

    /// Sessions past their end are of no use to anyone; they go when their user signs in again.
    package func deleteExpiredSessions(of user: ID<User>, at now: Instant) {
        send("DELETE FROM sessions WHERE user_id = \(user) AND expires_at <= \(now)")
    }
}
