package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The first keys that somebody made and that are not revoked, oldest first.
    package func keys(madeBy user: ID<User>, limit: Int) -> Reply<[OpenKey]> {
        send(
            """
            SELECT id, name, environment, prefix, kid, created_at, expires_at, disabled_at, NULL::timestamptz AS last_used_at
            FROM keys WHERE tenant_id = \(tenant) AND created_by = \(user) AND revoked_at IS NULL
            ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(OpenKey.init(row:)) }
    }

    package func countKeys(madeBy user: ID<User>) -> Reply<Int> {
        send(
            """
            SELECT count(*) AS keys FROM keys
            WHERE tenant_id = \(tenant) AND created_by = \(user) AND revoked_at IS NULL
            """
        ) { rows in try rows.one.decode("keys") }
    }
}
