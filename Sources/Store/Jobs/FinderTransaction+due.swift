package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnFinder {
    /// Tenants with keys that are past their expiry and not stamped so, those first whose keys expired first.
    package func tenantsWithExpiredKeys(
        at now: Instant,
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<ID<Tenant>>> {
        send(
            """
            SELECT tenant_id FROM keys
            WHERE revoked_at IS NULL AND expired_at IS NULL AND expires_at <= \(now)
                AND tenant_id <> ALL(\(Array(others)))
            ORDER BY expires_at LIMIT \(limit)
            """
        ) { rows in Set(try rows.map { row in try row.decode("tenant_id") }) }
    }

    /// Tenants with keys that expire by `soon`, of which that was not told yet, those first whose keys expire first.
    package func tenantsWithExpiringKeys(
        at now: Instant,
        until soon: Instant,
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<ID<Tenant>>> {
        send(
            """
            SELECT tenant_id FROM keys
            WHERE revoked_at IS NULL AND expired_at IS NULL AND expiring_told_at IS NULL
                AND expires_at > \(now) AND expires_at <= \(soon) AND tenant_id <> ALL(\(Array(others)))
            ORDER BY expires_at LIMIT \(limit)
            """
        ) { rows in Set(try rows.map { row in try row.decode("tenant_id") }) }
    }

    /// Tenants that keep answers under idempotency keys from before `cutoff`, those first that keep the oldest.
    package func tenantsWithAnswers(
        keptBefore cutoff: Instant,
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<ID<Tenant>>> {
        send(
            """
            SELECT tenant_id FROM idempotency
            WHERE created_at < \(cutoff) AND tenant_id <> ALL(\(Array(others)))
            ORDER BY created_at LIMIT \(limit)
            """
        ) { rows in Set(try rows.map { row in try row.decode("tenant_id") }) }
    }
}
