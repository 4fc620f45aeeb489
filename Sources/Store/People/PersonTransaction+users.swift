package import Domain
internal import Postgres

/// Someone who may sign in, and what their password is checked against.
package struct Credential: Sendable {
    package let user: User
    package let passwordHash: Sensitive<String>
}

/// Somebody whom the platform knows, whichever tenants they are in.
package struct KnownPerson: Sendable {
    package let user: User
    package let isDisabled: Bool
    /// Without one they come through identity providers only.
    package let hasPassword: Bool
}

extension StoreTransaction where Kind == OnPerson {
    /// Whoever has this address.
    package func person(email: EmailAddress) -> Reply<KnownPerson?> {
        send(
            """
            SELECT u.id, u.email, u.name, u.disabled_at IS NOT NULL AS is_disabled, c.user_id IS NOT NULL AS has_password
            FROM users u LEFT JOIN credentials c ON c.user_id = u.id WHERE u.email = \(email.text)
            """
        ) { rows in
            try rows.first.map { row in
                KnownPerson(
                    user: try User(row: row),
                    isDisabled: try row.decode("is_disabled"),
                    hasPassword: try row.decode("has_password")
                )
            }
        }
    }

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

    /// The person with this address, unless they are disabled or have no password.
    package func credential(email: EmailAddress) -> Reply<Credential?> {
        send(
            """
            SELECT u.id, u.email, u.name, c.password_hash
            FROM users u JOIN credentials c ON c.user_id = u.id
            WHERE u.email = \(email.text) AND u.disabled_at IS NULL
            """
        ) { rows in
            try rows.first.map { row in
                Credential(user: try User(row: row), passwordHash: Sensitive(try row.decode("password_hash")))
            }
        }
    }

    /// The memberships of the person this transaction is about, ended ones too.
    package func memberships() -> Reply<[Membership]> {
        send(
            """
            SELECT id, tenant_id, role, authorization_group_id, expires_at
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
            expiresAt: try row.decode("expires_at")
        )
    }
}
