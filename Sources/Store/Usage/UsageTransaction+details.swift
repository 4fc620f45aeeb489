package import Domain
internal import Postgres

/// How often one process has counted something that a key was used with in an hour, so far.
package struct UsageDetailRow: Hashable, Sendable {
    package let key: ID<APIKey>
    /// Its start.
    package let hour: Instant
    package let detail: UsageDetail
    package let process: ID<UsageProcess>
    /// A running total, which only grows.
    package let count: Int

    package init(
        key: ID<APIKey>,
        hour: Instant,
        detail: UsageDetail,
        process: ID<UsageProcess>,
        count: Int
    ) {
        self.key = key
        self.hour = hour
        self.detail = detail
        self.process = process
        self.count = count
    }
}

extension StoreTransaction where Kind == OnUsage {
    /// Sets running totals. The same may be written any number of times, and an older state after a newer one.
    @discardableResult
    package func write(_ rows: [UsageDetailRow]) -> Reply<Int> {
        send(
            """
            INSERT INTO usage_details AS known (tenant_id, key_id, hour, kind, value, process, count)
            SELECT \(kind.tenant), key_id, hour, kind, value, process, count
            FROM unnest(
                \(rows.map(\.key)), \(rows.map(\.hour)), \(rows.map(\.detail.kind.rawValue)),
                \(rows.map(\.detail.value)), \(rows.map(\.process)), \(rows.map(\.count))
            ) AS batch (key_id, hour, kind, value, process, count)
            ORDER BY kind, key_id, hour, value, process
            ON CONFLICT (tenant_id, kind, key_id, hour, value, process) DO UPDATE SET count = excluded.count
            WHERE known.count < excluded.count
            """
        ) { written in written.affectedRows }
    }

    /// Forgets some of what keys were used with in an hour.
    ///
    /// - Returns: how many rows; when it is not 0 there may be more.
    package func pruneDetails(_ kind: UsageDetail.Kind, of hour: Instant, limit: Int) -> Reply<Int> {
        send(
            """
            DELETE FROM usage_details
            WHERE tenant_id = \(self.kind.tenant) AND hour = \(hour) AND kind = \(kind.rawValue)
                AND (key_id, value, process) IN (
                    SELECT key_id, value, process FROM usage_details
                    WHERE tenant_id = \(self.kind.tenant) AND hour = \(hour) AND kind = \(kind.rawValue)
                    LIMIT \(limit)
                )
            """
        ) { rows in rows.affectedRows }
    }
}

extension StoreTransaction where Kind == OnFinder {
    /// Hours before `cutoff` of which it is kept what keys were used with, oldest first.
    package func hoursOfDetails(
        _ kind: UsageDetail.Kind,
        before cutoff: Instant,
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<UsageHour>> {
        send(
            """
            SELECT tenant_id, hour FROM usage_details
            WHERE kind = \(kind.rawValue) AND hour < \(cutoff) AND tenant_id <> ALL(\(Array(others)))
            ORDER BY hour LIMIT \(limit)
            """
        ) { rows in
            Set(try rows.map { UsageHour(tenant: try $0.decode("tenant_id"), hour: try $0.decode("hour")) })
        }
    }
}
