package import Domain
internal import Postgres

/// A session that is still good, with the person behind it.
package struct SessionHolder: Sendable {
    package let session: ID<Session>
    package let user: User
    package let platformRole: Role?
    package let proof: Proof
    package let expiresAt: Instant
}

/// A session as its person sees it.
package struct OwnSession: Sendable {
    package let id: ID<Session>
    package let createdAt: Instant
    package let expiresAt: Instant
    package let ip: String?
    package let userAgent: String?
    package let proof: Proof
}

/// A session as it begins.
package struct NewSession: Sendable {
    package let id: ID<Session>
    package let tokenHash: [UInt8]
    package let proof: Proof
    package let createdAt: Instant
    package let expiresAt: Instant
    package let ip: IPAddress?
    package let userAgent: String?

    package init(
        id: ID<Session>,
        tokenHash: [UInt8],
        proof: Proof,
        createdAt: Instant,
        expiresAt: Instant,
        ip: IPAddress?,
        userAgent: String?
    ) {
        self.id = id
        self.tokenHash = tokenHash
        self.proof = proof
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.ip = ip
        self.userAgent = userAgent
    }

    /// A session comes from one tenant's identity provider, or from none.
    fileprivate var tenant: ID<Tenant>? {
        guard case .identityProvider(let tenants) = proof else { return nil }
        return tenants.first
    }
}

extension StoreTransaction where Kind == OnPerson {
    /// The session with this token, if its user is not disabled. Whether it has expired is for the caller's clock.
    ///
    /// A session that has not shown the second factor is good no longer once there is one, also when it was being begun at
    /// that moment; and one that has shown a second factor which is gone has shown none.
    package func session(user: ID<User>, tokenHash: [UInt8]) -> Reply<SessionHolder?> {
        send(
            """
            SELECT s.id AS session_id, s.tenant_id, f.user_id IS NOT NULL AS has_second_factor, s.expires_at,
                u.id, u.email, u.name, u.platform_role
            FROM sessions s
            JOIN users u ON u.id = s.user_id
            LEFT JOIN second_factors f ON f.user_id = s.user_id AND f.confirmed_at IS NOT NULL
            WHERE s.user_id = \(user) AND s.token_hash = \(Bytes(tokenHash)) AND u.disabled_at IS NULL
                AND (f.user_id IS NULL OR s.has_second_factor OR s.tenant_id IS NOT NULL)
            """
        ) { rows in
            try rows.first.map { row in
                SessionHolder(
                    session: try row.decode("session_id"),
                    user: try User(row: row),
                    platformRole: try row.decode("platform_role"),
                    proof: try Proof(row: row),
                    expiresAt: try row.decode("expires_at")
                )
            }
        }
    }

    package func insert(_ session: NewSession, of user: ID<User>) {
        send(
            """
            INSERT INTO sessions (user_id, id, token_hash, created_at, expires_at, tenant_id, has_second_factor, ip,
                user_agent)
            VALUES (\(user), \(session.id), \(Bytes(session.tokenHash)), \(session.createdAt), \(session.expiresAt),
                \(session.tenant), \(session.proof.hasSecondFactor), \(session.ip?.description), \(session.userAgent))
            """
        )
    }

    /// The sessions of a person, newest first. Which of them have expired is for the caller's clock.
    package func sessions(of user: ID<User>) -> Reply<[OwnSession]> {
        send(
            """
            SELECT id, created_at, expires_at, tenant_id, has_second_factor, ip, user_agent FROM sessions
            WHERE user_id = \(user) ORDER BY created_at DESC, id DESC
            """
        ) { rows in
            try rows.map { row in
                OwnSession(
                    id: try row.decode("id"),
                    createdAt: try row.decode("created_at"),
                    expiresAt: try row.decode("expires_at"),
                    ip: try row.decode("ip"),
                    userAgent: try row.decode("user_agent"),
                    proof: try Proof(row: row)
                )
            }
        }
    }

    /// Whether there was one.
    package func deleteSession(_ id: ID<Session>, of user: ID<User>) -> Reply<Bool> {
        send("DELETE FROM sessions WHERE user_id = \(user) AND id = \(id) RETURNING id") { rows in !rows.isEmpty }
    }

    /// Ends the session with this token, whoever's it is; answers which one it was.
    package func deleteSession(tokenHash: [UInt8], of user: ID<User>) throws -> Reply<ID<Session>?> {
        try turn(to: user)
        let ended = send(
            "DELETE FROM sessions WHERE user_id = \(user) AND token_hash = \(Bytes(tokenHash)) RETURNING id"
        ) { rows in try rows.first?.decode("id", as: ID<Session>.self) }
        if let own = kind.user { try turn(to: own) }
        return ended
    }

    private func turn(to user: ID<User>) throws {
        let setting = Setting.user(user)
        try base.set(setting.name, to: setting.value)
    }

    /// Ends all but the newest.
    package func deleteOldestSessions(of user: ID<User>, keeping count: Int) {
        send(
            """
            DELETE FROM sessions WHERE user_id = \(user) AND id IN (
                SELECT id FROM sessions WHERE user_id = \(user) ORDER BY created_at DESC, id DESC OFFSET \(Int64(count))
            )
            """
        )
    }

    /// Ends all sessions of a person but perhaps one.
    package func deleteSessions(of user: ID<User>, besides kept: ID<Session>? = nil) {
        send("DELETE FROM sessions WHERE user_id = \(user) AND id IS DISTINCT FROM \(kept)")
    }

    /// Ends those of a person's sessions that one tenant's identity provider began.
    package func deleteSessions(of user: ID<User>, from tenant: ID<Tenant>) {
        send("DELETE FROM sessions WHERE user_id = \(user) AND tenant_id = \(tenant)")
    }

    /// Sessions past their end are of no use to anyone; they go when their user signs in again.
    package func deleteExpiredSessions(of user: ID<User>, at now: Instant) {
        send("DELETE FROM sessions WHERE user_id = \(user) AND expires_at <= \(now)")
    }
}

extension Proof {
    fileprivate init(row: Row) throws {
        if let tenant = try row.decode("tenant_id", as: ID<Tenant>?.self) {
            self = .identityProvider(of: [tenant])
        } else {
            self = .password(secondFactor: try row.decode("has_second_factor"))
        }
    }
}
