package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The checks of a group's keys that were VALID since the start of an hour; of those that still work or may again. Their rows
    /// are read key by key (OFFSET 0 keeps it so), so that it makes no difference what else the tenant has, or others; and so
    /// many at most, so that it takes no longer than some seconds.
    ///
    /// - Parameters:
    ///   - scopes: what the group would hold.
    ///   - keys: how many keys are told.
    package func observedUse(
        of group: ID<AuthorizationGroup>,
        narrowedTo scopes: [String],
        since: Instant,
        keys: Int,
        mostRows: Int = 1_000_000
    ) -> Reply<ObservedGroupUse> {
        send(
            """
            WITH members AS MATERIALIZED (
                SELECT id, name FROM keys
                WHERE tenant_id = \(tenant) AND group_id = \(group) AND revoked_at IS NULL AND expired_at IS NULL
            ), counted AS MATERIALIZED (
                SELECT h.count FROM members CROSS JOIN LATERAL (
                    SELECT count FROM usage_hours
                    WHERE tenant_id = \(tenant) AND key_id = members.id AND hour >= \(since) AND outcome = 'VALID'
                    OFFSET 0
                ) h LIMIT \(mostRows)
            ), seen AS MATERIALIZED (
                SELECT members.id AS key_id, d.value, d.count FROM members CROSS JOIN LATERAL (
                    SELECT value, count FROM usage_details
                    WHERE tenant_id = \(tenant) AND kind = 'SCOPES' AND key_id = members.id AND hour >= \(since)
                    OFFSET 0
                ) d LIMIT \(mostRows)
            ), refused AS MATERIALIZED (
                SELECT key_id, sum(count)::bigint AS requests FROM seen
                WHERE NOT string_to_array(value, ' ') <@ \(scopes)
                GROUP BY key_id
            )
            SELECT 'ROWS' AS kind, '' AS value, NULL::uuid AS key_id, greatest(
                (SELECT count(*) FROM counted), (SELECT count(*) FROM seen)
            ) AS requests
            UNION ALL SELECT 'VALID', '', NULL, coalesce(sum(count), 0)::bigint FROM counted
            UNION ALL SELECT 'KEYS', '', NULL, count(*) FROM refused
            UNION ALL (
                SELECT 'SCOPES', value, NULL, sum(count)::bigint AS requests FROM seen
                GROUP BY value ORDER BY requests DESC, value LIMIT 20000
            )
            UNION ALL (
                SELECT 'KEY', (SELECT name FROM keys WHERE tenant_id = \(tenant) AND id = key_id), key_id, requests
                FROM refused ORDER BY requests DESC, key_id LIMIT \(keys)
            )
            """
        ) { rows in try ObservedGroupUse(rows: rows, mostRows: mostRows) }
    }
}

/// What ``StoreTransaction/observedUse(of:narrowedTo:since:keys:mostRows:)`` finds.
package struct ObservedGroupUse: Sendable {
    package let use: ObservedUse
    /// Those with the most that would be refused, and how many it would be refused of.
    package let keys: [GroupBlastRadius.Key]
    package let keyCount: Int
    /// Whether there were more rows than are looked at.
    package let isCutShort: Bool
}

extension ObservedGroupUse {
    fileprivate init(rows: Rows, mostRows: Int) throws {
        var numbers: [String: Int] = [:]
        var scopes: [ObservedUse.Scopes] = []
        var keys: [GroupBlastRadius.Key] = []
        for row in rows {
            let kind = try row.decode("kind", as: String.self)
            let value = try row.decode("value", as: String.self)
            let requests = try row.decode("requests", as: Int.self)
            switch kind {
            case "SCOPES": scopes.append(ObservedUse.Scopes(value: value, requests: requests))
            case "KEY":
                keys.append(GroupBlastRadius.Key(id: try row.decode("key_id"), name: value, refused: requests))
            default: numbers[kind] = requests
            }
        }
        use = ObservedUse(requests: numbers["VALID"] ?? 0, scopes: scopes)
        self.keys = keys
        keyCount = numbers["KEYS"] ?? 0
        isCutShort = numbers["ROWS"] ?? 0 >= mostRows
    }
}
