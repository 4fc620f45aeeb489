package import Domain
internal import Postgres

/// How often one process has counted an outcome of a key in an hour, so far.
package struct UsageRow: Hashable, Sendable {
    /// Or ``ID/wholeTenant``.
    package let key: ID<APIKey>
    /// Its start.
    package let hour: Instant
    package let outcome: UsageOutcome
    /// A running total, which only grows.
    package let count: Int
    /// Of the last request; nil where no request is counted.
    package let lastUse: Instant?

    package init(key: ID<APIKey>, hour: Instant, outcome: UsageOutcome, count: Int, lastUse: Instant?) {
        self.key = key
        self.hour = hour
        self.outcome = outcome
        self.count = count
        self.lastUse = lastUse
    }
}

extension StoreTransaction where Kind == OnUsage {
    /// Sets the process's running totals, and raises the sums over all processes by as much as those grew.
    ///
    /// So the same may be written any number of times, and an older state after a newer one: a server may still be at
    /// work on a transaction that we have long given up and sent anew. All rows are taken in one order, by table and by
    /// key, so that processes wait for each other and never in a circle.
    ///
    /// Days later the process's rows may have been merged (`mergeHour`), and what they held with them. Those are not written
    /// again, which would count them twice. Against a merge at this very moment, whatever is that late waits for the
    /// tenant's merges, and they for it.
    ///
    /// - Returns: how many were too late to be written.
    @discardableResult
    package func write(_ rows: [UsageRow], of process: ID<UsageProcess>) -> Reply<Int> {
        let batch = batch(rows)
        send(
            """
            INSERT INTO usage_merged (tenant_id, hour, process)
            SELECT \(kind.tenant), 'epoch', \(ID<UsageProcess>.all) FROM \(fragment: batch)
            WHERE hour < now() - interval '1 day' LIMIT 1
            ON CONFLICT (tenant_id, hour, process) DO UPDATE SET hour = excluded.hour
            """
        )
        let late = send(
            """
            INSERT INTO usage_hours (tenant_id, key_id, hour, outcome, process, count, added)
            SELECT \(kind.tenant), key_id, hour, outcome, \(process), count, count FROM \(fragment: batch)
            WHERE NOT EXISTS (
                SELECT FROM usage_merged m
                WHERE m.tenant_id = \(kind.tenant) AND m.hour = batch.hour AND m.process = \(process)
            ) OR EXISTS (
                SELECT FROM usage_hours own
                WHERE own.tenant_id = \(kind.tenant) AND own.key_id = batch.key_id AND own.hour = batch.hour
                    AND own.outcome = batch.outcome AND own.process = \(process)
            )
            ORDER BY key_id, hour, outcome
            ON CONFLICT (tenant_id, key_id, hour, outcome, process) DO UPDATE SET
                count = greatest(usage_hours.count, excluded.count),
                added = greatest(excluded.count - usage_hours.count, 0)
            """
        ) { written in rows.count - written.affectedRows }
        send(
            """
            INSERT INTO usage_days (tenant_id, key_id, day, outcome, count)
            SELECT \(kind.tenant), h.key_id, (h.hour AT TIME ZONE 'UTC')::date AS day, h.outcome, sum(h.added)::bigint
            FROM \(fragment: batch) JOIN usage_hours h USING (key_id, hour, outcome)
            WHERE h.tenant_id = \(kind.tenant) AND h.process = \(process) AND h.added > 0
            GROUP BY h.key_id, day, h.outcome ORDER BY h.key_id, day, h.outcome
            ON CONFLICT (tenant_id, key_id, day, outcome) DO UPDATE SET count = usage_days.count + excluded.count
            """
        )
        send(
            """
            INSERT INTO usage_totals (tenant_id, key_id, requests, last_used_at)
            SELECT \(kind.tenant), h.key_id, sum(h.added)::bigint, max(batch.last_use)
            FROM \(fragment: batch) JOIN usage_hours h USING (key_id, hour, outcome)
            WHERE h.tenant_id = \(kind.tenant) AND h.process = \(process) AND h.added > 0
                AND batch.last_use IS NOT NULL
            GROUP BY h.key_id ORDER BY h.key_id
            ON CONFLICT (tenant_id, key_id) DO UPDATE SET
                requests = usage_totals.requests + excluded.requests,
                last_used_at = greatest(usage_totals.last_used_at, excluded.last_used_at)
            """
        )
        return late
    }

    private func batch(_ rows: [UsageRow]) -> Query {
        """
        unnest(\(rows.map(\.key)), \(rows.map(\.hour)), \(rows.map(\.outcome.name)), \(rows.map(\.count)),
            \(rows.map(\.lastUse))) AS batch (key_id, hour, outcome, count, last_use)
        """
    }
}

extension StoreTransaction where Kind == OnFinder {
    /// Whose these keys are, as far as there are such keys.
    package func tenants(ofKeys ids: [ID<APIKey>]) -> Reply<[ID<APIKey>: ID<Tenant>]> {
        guard !ids.isEmpty else { return .known([:]) }
        return send("SELECT id, tenant_id FROM keys WHERE id = ANY(\(ids))") { rows in
            // An id is unique within its tenant; should two ever have the same, it is as good as unknown.
            let pairs = try rows.map {
                (try $0.decode("id", as: ID<APIKey>.self), try $0.decode("tenant_id", as: ID<Tenant>.self))
            }
            return Dictionary(grouping: pairs, by: \.0).compactMapValues { $0.count == 1 ? $0[0].1 : nil }
        }
    }
}
