package import Domain
internal import Postgres

/// Someone who may sign in, and what their password is checked against.
package struct Credential: Sendable {
    package let user: User
    package let passwordHash: Sensitive<String>
    /// Since when the password is what it is.
    package let changedAt: Instant
}

extension StoreTransaction where Kind == OnPerson {
    /// Adds a person, who has no password yet.
    package func insert(_ user: User, platformRole: Role? = nil, at now: Instant) {
        send(
            """
            INSERT INTO users (id, email, name, platform_role, created_at)
            VALUES (\(user.id), \(user.email), \(user.name), \(platformRole), \(now))
            """
        )
    }

    /// The first password of a person.
    package func insertPassword(_ hash: Sensitive<String>, of user: ID<User>, at now: Instant) {
        send(
            """
            INSERT INTO credentials (user_id, password_hash, updated_at) VALUES (\(user), \(hash.expose()), \(now))
            """
        )
    }

    /// Holds a person until the transaction ends. Whoever begins a session or changes a password does, so that a session
    /// which the old password began does not outlive the change.
    package func lock(person: ID<User>) {
        send("SELECT id FROM users WHERE id = \(person) FOR NO KEY UPDATE")
    }

    /// Since when the person's password is what it is; nil without one.
    package func passwordChanged(of user: ID<User>) -> Reply<Instant?> {
        send("SELECT updated_at FROM credentials WHERE user_id = \(user)") { rows in
            try rows.first?.decode("updated_at")
        }
    }

    /// Gives a person another password, or their first one, and voids the link by which they could have set it. Their
    /// sessions are for the caller to end.
    package func replacePassword(_ hash: Sensitive<String>, of user: ID<User>, at now: Instant) {
        lock(person: user)
        send(
            """
            INSERT INTO credentials (user_id, password_hash, updated_at) VALUES (\(user), \(hash.expose()), \(now))
            ON CONFLICT (user_id) DO UPDATE SET password_hash = EXCLUDED.password_hash, updated_at = EXCLUDED.updated_at
            """
        )
        send("DELETE FROM password_links WHERE user_id = \(user)")
    }

    /// The same password under a hash of today's cost.
    package func rehashPassword(_ hash: Sensitive<String>, insteadOf old: Sensitive<String>, of user: ID<User>) {
        send(
            """
            UPDATE credentials SET password_hash = \(hash.expose())
            WHERE user_id = \(user) AND password_hash = \(old.expose())
            """
        )
    }

    /// The person with this address, unless they are disabled or have no password.
    package func credential(email: EmailAddress) -> Reply<Credential?> {
        send(
            """
            SELECT u.id, u.email, u.name, c.password_hash, c.updated_at
            FROM users u JOIN credentials c ON c.user_id = u.id
            WHERE u.email = \(email.text) AND u.disabled_at IS NULL
            """
        ) { rows in
            try rows.first.map { row in
                Credential(
                    user: try User(row: row),
                    passwordHash: Sensitive(try row.decode("password_hash")),
                    changedAt: try row.decode("updated_at")
                )
            }
        }
    }

    /// The memberships of the person this transaction is about, ended ones too.
    package func memberships() -> Reply<[Membership]> {
        send(
            """
            SELECT id, tenant_id, role, authorization_group_id, expires_at, origin
            FROM memberships WHERE user_id = \(kind.user) ORDER BY tenant_id, id
            """
        ) { rows in try rows.map(Membership.init(row:)) }
    }
}

extension StoreTransaction where Kind == OnTenant {
    /// Names behind the ids that a tenant's rows mention.
    package func people(_ ids: Set<ID<User>>) -> Reply<[ID<User>: User]> {
        send("SELECT id, email, name FROM users WHERE id = ANY(\(Array(ids)))") { rows in
            Dictionary(uniqueKeysWithValues: try rows.map { row in (try row.decode("id"), try User(row: row)) })
        }
    }

    /// Adds a person who may sign in. Done in the tenant's transaction so that it is audited with it.
    package func insertUser(_ user: User, platformRole: Role?, passwordHash: Sensitive<String>, at now: Instant) throws
    {
        try asPerson(user.id) { person in
            person.insert(user, platformRole: platformRole, at: now)
            person.insertPassword(passwordHash, of: user.id, at: now)
        }
    }

    /// Sends what `body` asks for about a person, in the role that may, within the same transaction.
    package func asPerson<Sent>(
        _ user: ID<User>?,
        _ body: (borrowing PersonTransaction) throws -> Sent
    ) throws -> Sent {
        let person = OnPerson(user: user)
        try base.setRole(OnPerson.role)
        for setting in person.settings { try base.set(setting.name, to: setting.value) }
        let sent = try body(PersonTransaction(base: base.reborrowed(), kind: person, clock: clock))
        try base.setRole(OnTenant.role)
        return sent
    }

    /// As `asPerson`, for what has to wait for answers.
    package func waitingAsPerson<Result>(
        _ user: ID<User>,
        _ body: (borrowing PersonTransaction) async throws -> Result
    ) async throws -> Result {
        let person = OnPerson(user: user)
        try base.setRole(OnPerson.role)
        for setting in person.settings { try base.set(setting.name, to: setting.value) }
        let result = try await body(PersonTransaction(base: base.reborrowed(), kind: person, clock: clock))
        try base.setRole(OnTenant.role)
        return result
    }
}

extension User {
    init(row: Row) throws {
        self.init(id: try row.decode("id"), email: try row.decode("email"), name: try row.decode("name"))
    }
}

extension Membership {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            tenant: try row.decode("tenant_id"),
            role: try row.decode("role"),
            ceilingGroup: try row.decode("authorization_group_id"),
            expiresAt: try row.decode("expires_at"),
            origin: try row.decode("origin")
        )
    }
}
