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
    package func session(user: ID<User>, tokenHash: [UInt8]) -> Reply<SessionHolder?> {
        send(
            """
            SELECT s.id AS session_id, s.tenant_id, s.has_second_factor, s.expires_at, u.id, u.email, u.name, u.platform_role
            FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.user_id = \(user) AND s.token_hash = \(Bytes(tokenHash)) AND u.disabled_at IS NULL
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

    package func deleteSession(_ id: ID<Session>, of user: ID<User>) {
        send("DELETE FROM sessions WHERE user_id = \(user) AND id = \(id)")
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
