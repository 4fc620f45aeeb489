package import Domain
internal import Postgres

/// Somebody's account, held until the transaction ends: who they are on the platform, and how they come in.
package struct Account: Sendable {
    package let user: User
    package let platformRole: Role?
    package let isDisabled: Bool
    package let hasPassword: Bool
}

/// A link by which somebody sets a password without their old one.
package struct PasswordLink: Sendable {
    /// SHA-256 of its token.
    package let tokenHash: [UInt8]
    /// Whose admin issued it; nil for the command line.
    package let tenant: ID<Tenant>?
    package let createdAt: Instant
    package let createdBy: ID<User>?
    package let expiresAt: Instant

    package init(
        tokenHash: [UInt8],
        tenant: ID<Tenant>?,
        createdAt: Instant,
        createdBy: ID<User>?,
        expiresAt: Instant
    ) {
        self.tokenHash = tokenHash
        self.tenant = tenant
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
    }
}

extension StoreTransaction where Kind == OnPerson {
    /// The account of the person this transaction is about, locked. A tenant is locked before a person, never after.
    package func account() -> Reply<Account?> { account(locking: true) }

    /// The same, for what only looks.
    package func standing() -> Reply<Account?> { account(locking: false) }

    private func account(locking: Bool) -> Reply<Account?> {
        send(
            """
            SELECT u.id, u.email, u.name, u.platform_role, u.disabled_at IS NOT NULL AS is_disabled,
                EXISTS (SELECT FROM credentials c WHERE c.user_id = u.id) AS has_password
            FROM users u WHERE u.id = \(kind.user) \(fragment: locking ? "FOR NO KEY UPDATE" : "")
            """
        ) { rows in
            try rows.first.map { row in
                Account(
                    user: try User(row: row),
                    platformRole: try row.decode("platform_role"),
                    isDisabled: try row.decode("is_disabled"),
                    hasPassword: try row.decode("has_password")
                )
            }
        }
    }

    /// The open link of the person this transaction is about.
    package func passwordLink() -> Reply<PasswordLink?> {
        send(
            """
            SELECT token_hash, tenant_id, created_at, created_by, expires_at
            FROM password_links WHERE user_id = \(kind.user)
            """
        ) { rows in
            try rows.first.map { row in
                PasswordLink(
                    tokenHash: try row.decode("token_hash", as: Bytes.self).bytes,
                    tenant: try row.decode("tenant_id"),
                    createdAt: try row.decode("created_at"),
                    createdBy: try row.decode("created_by"),
                    expiresAt: try row.decode("expires_at")
                )
            }
        }
    }

    /// A person has one open link: the one before is dead.
    package func replacePasswordLink(by link: PasswordLink) {
        deletePasswordLink()
        send(
            """
            INSERT INTO password_links (user_id, token_hash, tenant_id, created_at, created_by, expires_at)
            VALUES (\(kind.user), \(Bytes(link.tokenHash)), \(link.tenant), \(link.createdAt), \(link.createdBy),
                \(link.expiresAt))
            """
        )
    }

    package func deletePasswordLink() {
        send("DELETE FROM password_links WHERE user_id = \(kind.user)")
    }

    /// Gives a person another password, or their first one, and voids the link by which they could have set it. Their
    /// sessions are for the caller to end.
    package func replacePassword(_ hash: Sensitive<String>, of user: ID<User>, at now: Instant) {
        send(
            """
            INSERT INTO credentials (user_id, password_hash, updated_at) VALUES (\(user), \(hash.expose()), \(now))
            ON CONFLICT (user_id) DO UPDATE SET password_hash = EXCLUDED.password_hash, updated_at = EXCLUDED.updated_at
            """
        )
        send("DELETE FROM password_links WHERE user_id = \(user)")
    }

    /// With its recovery codes.
    package func deleteSecondFactor(of user: ID<User>) {
        send("DELETE FROM recovery_codes WHERE user_id = \(user)")
        send("DELETE FROM second_factors WHERE user_id = \(user)")
    }
}
