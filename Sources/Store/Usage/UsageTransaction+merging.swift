package import Domain
internal import Postgres

extension ID<UsageProcess> {
    /// Stands for all processes together, whose counts were merged.
    package static var all: Self { Self(bits: 0) }
}

extension StoreTransaction where Kind == OnUsage {
    /// Merges what each process counted in an hour that is long over into one row for all of them, and notes whose was
    /// merged, so that none of them writes it again. No sum moves.
    ///
    /// - Returns: how many rows it came to; when it is not 0 there may be more to merge.
    package func mergeHour(_ hour: Instant, limit: Int) -> Reply<Int> {
        send(
            """
            INSERT INTO usage_merged (tenant_id, hour, process)
            VALUES (\(kind.tenant), 'epoch', \(ID<UsageProcess>.all))
            ON CONFLICT (tenant_id, hour, process) DO UPDATE SET hour = excluded.hour
            """
        )
        return send(
            """
            WITH merged AS (
                DELETE FROM usage_hours
                WHERE tenant_id = \(kind.tenant) AND hour = \(hour) AND (key_id, outcome, process) IN (
                    SELECT key_id, outcome, process FROM usage_hours
                    WHERE tenant_id = \(kind.tenant) AND hour = \(hour) AND \(fragment: isOfOneProcess)
                    ORDER BY key_id, outcome, process LIMIT \(limit)
                )
                RETURNING key_id, outcome, process, count
            ), noted AS (
                INSERT INTO usage_merged (tenant_id, hour, process)
                SELECT DISTINCT \(kind.tenant), \(hour), process FROM merged
                ON CONFLICT DO NOTHING
            )
            INSERT INTO usage_hours (tenant_id, key_id, hour, outcome, process, count, added)
            SELECT \(kind.tenant), key_id, \(hour), outcome, \(ID<UsageProcess>.all), sum(count)::bigint, 0 FROM merged
            GROUP BY key_id, outcome ORDER BY key_id, outcome
            ON CONFLICT (tenant_id, key_id, hour, outcome, process) DO UPDATE SET
                count = usage_hours.count + excluded.count, added = 0
            """
        ) { rows in rows.affectedRows }
    }

    /// Forgets an hour that was merged. Its day stays.
    ///
    /// - Returns: how many rows were deleted; when it is not 0 there may be more.
    package func pruneHour(_ hour: Instant, limit: Int) -> Reply<Int> {
        send("DELETE FROM usage_merged WHERE tenant_id = \(kind.tenant) AND hour = \(hour)")
        return send(
            """
            DELETE FROM usage_hours
            WHERE tenant_id = \(kind.tenant) AND hour = \(hour) AND \(fragment: isOfAllProcesses)
                AND (key_id, outcome) IN (
                    SELECT key_id, outcome FROM usage_hours
                    WHERE tenant_id = \(kind.tenant) AND hour = \(hour) AND \(fragment: isOfAllProcesses)
                    LIMIT \(limit)
                )
            """
        ) { rows in rows.affectedRows }
    }
}

extension StoreTransaction where Kind == OnFinder {
    /// Hours before `cutoff` of which there are rows of single processes, oldest first.
    package func hoursToMerge(
        before cutoff: Instant,
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<UsageHour>> {
        hours(before: cutoff, except: others, isOfOneProcess, limit)
    }

    /// Hours before `cutoff` that were merged, oldest first.
    package func hoursToPrune(
        before cutoff: Instant,
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<UsageHour>> {
        hours(before: cutoff, except: others, isOfAllProcesses, limit)
    }

    private func hours(
        before cutoff: Instant,
        except others: Set<ID<Tenant>>,
        _ condition: Query,
        _ limit: Int
    ) -> Reply<Set<UsageHour>> {
        send(
            """
            SELECT tenant_id, hour FROM usage_hours
            WHERE \(fragment: condition) AND hour < \(cutoff) AND tenant_id <> ALL(\(Array(others)))
            ORDER BY hour LIMIT \(limit)
            """
        ) { rows in
            Set(try rows.map { UsageHour(tenant: try $0.decode("tenant_id"), hour: try $0.decode("hour")) })
        }
    }
}

// Written out, so that an index's own condition is recognised in them.
private let isOfOneProcess: Query = "process <> '00000000-0000-0000-0000-000000000000'"
private let isOfAllProcesses: Query = "process = '00000000-0000-0000-0000-000000000000'"
