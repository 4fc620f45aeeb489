package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The oldest of the keys that count towards the limit at `now`. However many there are, no more than `limit` active
    /// and as many disabled ones are looked at; and when each was used last is looked up one by one, where a join might
    /// read what there is about all the others.
    package func oldestOpenKeys(at now: Instant, limit: Int) -> Reply<[OpenKey]> {
        send(
            """
            SELECT k.*, (
                SELECT u.last_used_at FROM usage_totals u WHERE u.tenant_id = \(tenant) AND u.key_id = k.id
            ) AS last_used_at
            FROM (
                (\(fragment: oldest("disabled_at IS NULL", limit)))
                UNION ALL
                (\(fragment: oldest("disabled_at IS NOT NULL", limit)))
                ORDER BY created_at, id LIMIT \(limit)
            ) k
            WHERE k.expires_at IS NULL OR k.expires_at > \(now)
            ORDER BY k.created_at, k.id
            """
        ) { rows in try rows.map(OpenKey.init(row:)) }
    }

    private func oldest(_ condition: Query, _ limit: Int) -> Query {
        """
        SELECT id, name, environment, prefix, kid, created_at, expires_at, disabled_at FROM keys
        WHERE tenant_id = \(tenant) AND revoked_at IS NULL AND expired_at IS NULL AND \(fragment: condition)
        ORDER BY created_at, id LIMIT \(limit)
        """
    }
}

extension OpenKey {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            name: try row.decode("name"),
            shown: KeyString.shown(
                prefix: try row.decode("prefix"),
                environment: try row.decode("environment"),
                kid: try row.decode("kid")
            ),
            createdAt: try row.decode("created_at"),
            expiresAt: try row.decode("expires_at"),
            disabledAt: try row.decode("disabled_at"),
            lastUsedAt: try row.decode("last_used_at")
        )
    }
}
