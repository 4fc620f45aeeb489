package import Domain
internal import Postgres

/// Somebody's account: who they are on the platform, and how they come in.
package struct Account: Sendable {
    package let user: User
    package let platformRole: Role?
    package let isDisabled: Bool
    package let hasPassword: Bool
}

extension StoreTransaction where Kind == OnPerson {
    /// The account of the person this transaction is about, locked. A tenant is locked before a person, never after.
    package func account() -> Reply<Account?> {
        accounts("u.id = \(kind.user)", locking: true)
    }

    /// The same, for what only looks.
    package func standing() -> Reply<Account?> {
        accounts("u.id = \(kind.user)")
    }

    /// Whoever has this address.
    package func account(email: EmailAddress) -> Reply<Account?> {
        accounts("u.email = \(email.text)")
    }

    /// Who has which of these addresses.
    package func people(withAddresses addresses: [String]) -> Reply<[String: ID<User>]> {
        send("SELECT id, email FROM users WHERE email = ANY(\(addresses))") { rows in
            Dictionary(try rows.map { row in (try row.decode("email"), try row.decode("id")) }) { first, _ in first }
        }
    }

    private func accounts(_ condition: Query, locking: Bool = false) -> Reply<Account?> {
        send(
            """
            SELECT u.id, u.email, u.name, u.platform_role, u.disabled_at IS NOT NULL AS is_disabled,
                EXISTS (SELECT FROM credentials c WHERE c.user_id = u.id) AS has_password
            FROM users u WHERE \(fragment: condition) \(fragment: locking ? "FOR NO KEY UPDATE" : "")
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
}
