package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnFinder {
    /// Endpoints for which something is due. Those of each tenant take turns with those of the others, and those that fail come
    /// behind all others, so that no tenant's many and nobody's dead endpoints keep the rest from being found.
    ///
    /// One look into an index for each endpoint that is enabled, however much is due there.
    package func endpointsWithDueDeliveries(
        at now: Instant,
        exceptTenants tenants: Set<ID<Tenant>>,
        exceptEndpoints endpoints: Set<ID<WebhookEndpoint>>,
        limit: Int
    ) -> Reply<[DueEndpoint]> {
        send(
            """
            SELECT tenant_id, id, is_failing, due_at FROM (
                SELECT tenant_id, id, is_failing, due_at,
                    row_number() OVER (PARTITION BY tenant_id ORDER BY is_failing, due_at) AS turn
                FROM (
                    SELECT e.tenant_id, e.id, e.failures > 0 AS is_failing, (
                        SELECT min(d.due_at) FROM deliveries d WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id
                    ) AS due_at
                    FROM webhook_endpoints e
                    WHERE e.disabled_at IS NULL AND e.tenant_id <> ALL(\(Array(tenants)))
                        AND e.id <> ALL(\(Array(endpoints)))
                ) AS first
                WHERE due_at <= \(now)
            ) AS ranked
            ORDER BY is_failing, turn, due_at LIMIT \(limit)
            """
        ) { rows in
            try rows.map { row in
                DueEndpoint(
                    tenant: try row.decode("tenant_id"),
                    endpoint: try row.decode("id"),
                    dueAt: try row.decode("due_at"),
                    isFailing: try row.decode("is_failing")
                )
            }
        }
    }
}
