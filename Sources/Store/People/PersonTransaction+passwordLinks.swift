package import Domain
internal import Postgres

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
}
