package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnFinder {
    /// Endpoints for which something is due. Those of each tenant take turns with those of the others, so that no tenant's many
    /// keep the rest from being found.
    ///
    /// One or two looks into an index for each endpoint to which something is on its way, however much that is, and none for
    /// the others: it steps from each such endpoint to the next.
    package func endpointsWithDueDeliveries(
        at now: Instant,
        exceptTenants tenants: Set<ID<Tenant>>,
        exceptEndpoints endpoints: Set<ID<WebhookEndpoint>>,
        limit: Int
    ) -> Reply<[DueEndpoint]> {
        send(
            """
            WITH RECURSIVE pending AS (
                (
                    SELECT tenant_id, endpoint_id FROM deliveries WHERE due_at IS NOT NULL
                    ORDER BY tenant_id, endpoint_id LIMIT 1
                )
                UNION ALL
                SELECT next.tenant_id, next.endpoint_id FROM pending p CROSS JOIN LATERAL (
                    SELECT d.tenant_id, d.endpoint_id FROM deliveries d
                    WHERE d.due_at IS NOT NULL AND (d.tenant_id, d.endpoint_id) > (p.tenant_id, p.endpoint_id)
                    ORDER BY d.tenant_id, d.endpoint_id LIMIT 1
                ) AS next
            )
            SELECT tenant_id, id, is_failing, due_at FROM (
                SELECT tenant_id, id, is_failing, due_at,
                    row_number() OVER (PARTITION BY tenant_id ORDER BY is_failing, due_at) AS turn
                FROM (
                    SELECT e.tenant_id, e.id, e.failures > 0 AS is_failing, (
                        SELECT d.due_at FROM deliveries d
                        WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id AND d.period = e.period
                            AND d.due_at IS NOT NULL
                        ORDER BY d.due_at LIMIT 1
                    ) AS due_at
                    FROM pending p CROSS JOIN LATERAL (
                        SELECT tenant_id, id, failures, period FROM webhook_endpoints
                        WHERE tenant_id = p.tenant_id AND id = p.endpoint_id AND disabled_at IS NULL
                            AND deleted_at IS NULL
                        LIMIT 1
                    ) AS e
                    WHERE p.tenant_id <> ALL(\(Array(tenants))) AND p.endpoint_id <> ALL(\(Array(endpoints)))
                ) AS first
                WHERE due_at <= \(now)
            ) AS ranked
            ORDER BY turn, is_failing, due_at LIMIT \(limit)
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
