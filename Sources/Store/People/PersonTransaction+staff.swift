package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnPerson {
    /// Whether somebody else is a SUPER_USER who can sign in.
    package func hasSuperUser(besides user: ID<User>) -> Reply<Bool> {
        send(
            """
            SELECT EXISTS (
                SELECT FROM users WHERE platform_role = 'SUPER_USER' AND disabled_at IS NULL AND id <> \(user)
            ) AS is_there
            """
        ) { rows in try rows.one.decode("is_there") }
    }

    /// Disabled from an instant on, or not at all.
    package func setDisabled(_ user: ID<User>, since instant: Instant?) {
        send("UPDATE users SET disabled_at = \(instant) WHERE id = \(user)")
    }

    package func setPlatformRole(_ role: Role?, of user: ID<User>) {
        send("UPDATE users SET platform_role = \(role) WHERE id = \(user)")
    }
}
