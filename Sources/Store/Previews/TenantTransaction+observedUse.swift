package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The checks of a key that were VALID since the start of an hour.
    package func observedUse(of key: ID<APIKey>, since: Instant) -> Reply<ObservedUse> {
        send(
            """
            (
                SELECT kind, value, sum(count)::bigint AS requests FROM usage_details
                WHERE tenant_id = \(tenant) AND kind IN ('SCOPES', 'ADDRESS') AND key_id = \(key) AND hour >= \(since)
                GROUP BY kind, value ORDER BY requests DESC, kind, value LIMIT \(mostValues)
            )
            UNION ALL
            SELECT 'VALID', '', coalesce(sum(count), 0)::bigint FROM usage_hours
            WHERE tenant_id = \(tenant) AND key_id = \(key) AND hour >= \(since) AND outcome = 'VALID'
            """
        ) { rows in
            var (valid, scopes, addresses) = (0, [ObservedUse.Scopes](), [ObservedUse.Address]())
            for row in rows {
                let value = try row.decode("value", as: String.self)
                let requests = try row.decode("requests", as: Int.self)
                switch try row.decode("kind", as: String.self) {
                case UsageDetail.Kind.scopes.rawValue:
                    scopes.append(ObservedUse.Scopes(value: value, requests: requests))
                case UsageDetail.Kind.address.rawValue:
                    addresses.append(ObservedUse.Address(value: value, requests: requests))
                default: valid = requests
                }
            }
            return ObservedUse(requests: valid, scopes: scopes, addresses: addresses)
        }
    }

    /// Scopes that were asked for together of a key since the start of an hour.
    package func sightings(of key: ID<APIKey>, since: Instant) -> Reply<[ScopeUse.Sighting]> {
        send(
            """
            SELECT value, sum(count)::bigint AS requests, max(hour) AS last_hour FROM usage_details
            WHERE tenant_id = \(tenant) AND key_id = \(key) AND hour >= \(since) AND kind = 'SCOPES'
            GROUP BY value ORDER BY last_hour DESC, value LIMIT \(mostValues)
            """
        ) { rows in
            try rows.map { row in
                ScopeUse.Sighting(
                    ObservedUse.Scopes(value: try row.decode("value"), requests: try row.decode("requests")),
                    lastHour: try row.decode("last_hour")
                )
            }
        }
    }

    /// The last hour since then in which checks of a key were VALID of which it is not known what they asked for.
    package func lastUnknownHour(of key: ID<APIKey>, since: Instant) -> Reply<Instant?> {
        send(
            """
            SELECT max(counted.hour) AS hour FROM (
                SELECT hour, sum(count) AS requests FROM usage_hours
                WHERE tenant_id = \(tenant) AND key_id = \(key) AND hour >= \(since) AND outcome = 'VALID'
                GROUP BY hour
            ) counted LEFT JOIN (
                SELECT hour, sum(count) AS requests FROM usage_details
                WHERE tenant_id = \(tenant) AND key_id = \(key) AND hour >= \(since) AND kind = 'SCOPES'
                GROUP BY hour
            ) told USING (hour)
            WHERE counted.requests > coalesce(told.requests, 0)
            """
        ) { rows in try rows.one.decode("hour") }
    }
}

/// Of one key: more than come about in a week unless somebody sees to it. What is beyond is not known.
private let mostValues = 20_000
