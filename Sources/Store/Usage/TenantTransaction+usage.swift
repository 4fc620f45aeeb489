package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The time for what only reads, and what usage is told over at that time.
    package func usageWindow() -> Reply<UsageWindow> {
        let clock = clock
        return send(
            """
            SELECT last_now, clock_timestamp() AS now, billing_day FROM tenant_state WHERE tenant_id = \(tenant)
            """
        ) { rows in
            let row = try rows.one
            return UsageWindow(
                at: max(clock.read(try row.decode("now")), try row.decode("last_now")),
                billingDay: Int(try row.decode("billing_day", as: Int16.self))
            )
        }
    }

    /// How these keys were used, all in one go.
    package func usage(of keys: [ID<APIKey>], over window: UsageWindow) -> Reply<KeyUsages> {
        guard !keys.isEmpty else { return .known(KeyUsages()) }
        let (start, end) = (window.period.start.startOfDay, window.period.end.startOfDay)
        return send(
            """
            SELECT k.id, t.last_used_at, coalesce(t.requests, 0) AS requests, p.requests AS period,
                h.valid, h.denied, h.reported_failed
            FROM unnest(\(keys)) AS k (id)
            LEFT JOIN usage_totals t ON t.tenant_id = \(tenant) AND t.key_id = k.id
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(count) FILTER (WHERE \(fragment: isRequest)), 0)::bigint AS requests
                FROM usage_days
                WHERE tenant_id = \(tenant) AND key_id = k.id
                    AND day >= (\(start) AT TIME ZONE 'UTC')::date AND day < (\(end) AT TIME ZONE 'UTC')::date
            ) p
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(count) FILTER (WHERE outcome = 'VALID'), 0)::bigint AS valid,
                    coalesce(sum(count) FILTER (WHERE \(fragment: isRequest) AND outcome <> 'VALID'), 0)::bigint
                        AS denied,
                    coalesce(sum(count) FILTER (WHERE outcome = 'REPORTED_FAILED'), 0)::bigint AS reported_failed
                FROM usage_hours
                WHERE tenant_id = \(tenant) AND key_id = k.id
                    AND hour >= \(window.lastHours.lowerBound) AND hour < \(window.lastHours.upperBound)
            ) h
            """
        ) { rows in
            KeyUsages(
                Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("id"), try KeyUsage(row: $0)) })
            )
        }
    }

    /// What was counted of a key, or of the whole tenant, in each interval of the range in which anything was.
    package func usageSeries(of key: ID<APIKey>, over range: UsageRange) -> Reply<UsageSeries> {
        let (from, to) = (range.from, range.to)
        let query: Query =
            switch range.interval {
            case .hour:
                """
                SELECT hour AS start, outcome, sum(count)::bigint AS count FROM usage_hours
                WHERE tenant_id = \(tenant) AND key_id = \(key) AND hour >= \(from) AND hour < \(to)
                GROUP BY hour, outcome
                """
            case .day:
                """
                SELECT day::timestamp AT TIME ZONE 'UTC' AS start, outcome, count FROM usage_days
                WHERE tenant_id = \(tenant) AND key_id = \(key)
                    AND day >= (\(from) AT TIME ZONE 'UTC')::date AND day < (\(to) AT TIME ZONE 'UTC')::date
                """
            }
        return send(query) { rows in UsageSeries(range, try rows.map(UsageSeries.Count.init(row:))) }
    }
}

private let isRequest: Query = "outcome NOT IN ('REPORTED_SUCCEEDED', 'REPORTED_FAILED')"

extension KeyUsage {
    fileprivate init(row: Row) throws {
        self.init(
            lastUsedAt: try row.decode("last_used_at"),
            requests: try row.decode("requests"),
            requestsThisPeriod: try row.decode("period"),
            last24Hours: UsageBalance(
                valid: try row.decode("valid"),
                denied: try row.decode("denied"),
                reportedFailed: try row.decode("reported_failed")
            )
        )
    }
}

extension UsageSeries.Count {
    fileprivate init(row: Row) throws {
        guard let outcome = UsageOutcome(name: try row.decode("outcome")) else { throw UnknownOutcome() }
        self.init(start: try row.decode("start"), outcome: outcome, count: try row.decode("count"))
    }
}

/// What is stored as an outcome is none that this release knows.
private struct UnknownOutcome: Error {}
