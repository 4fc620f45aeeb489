package import Domain
internal import Postgres

// What is left of endpoints that were disabled or deleted. It may be very much, so it goes little by little, without the
// tenant's lock: nobody is told of it any more.

extension StoreTransaction where Kind == OnTenant {
    /// Writes down that deliveries are over which ended with the endpoint's period, some of them.
    package func endOldDeliveries(to endpoint: ID<WebhookEndpoint>, limit: Int) -> Reply<Int> {
        send(
            """
            UPDATE deliveries SET due_at = NULL WHERE tenant_id = \(tenant) AND id IN (
                SELECT id FROM deliveries
                WHERE tenant_id = \(tenant) AND endpoint_id = \(endpoint) AND due_at IS NOT NULL AND period < (
                    SELECT period FROM webhook_endpoints WHERE tenant_id = \(tenant) AND id = \(endpoint)
                )
                LIMIT \(limit) FOR NO KEY UPDATE SKIP LOCKED
            )
            RETURNING id
            """
        ) { rows in rows.count }
    }

    /// Deletes what was sent to an endpoint that is deleted, some of it.
    package func deleteDeliveries(to endpoint: ID<WebhookEndpoint>, limit: Int) -> Reply<Int> {
        send(
            """
            DELETE FROM deliveries WHERE tenant_id = \(tenant) AND id IN (
                SELECT d.id FROM deliveries d
                JOIN webhook_endpoints e ON e.tenant_id = d.tenant_id AND e.id = d.endpoint_id
                WHERE d.tenant_id = \(tenant) AND d.endpoint_id = \(endpoint) AND e.deleted_at IS NOT NULL
                LIMIT \(limit)
            )
            RETURNING id
            """
        ) { rows in rows.count }
    }

    /// The last of an endpoint that is deleted, once nothing is left of what was sent to it.
    package func forget(_ endpoint: ID<WebhookEndpoint>) {
        send(
            """
            DELETE FROM webhook_endpoints
            WHERE tenant_id = \(tenant) AND id = \(endpoint) AND deleted_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM deliveries WHERE tenant_id = \(tenant) AND endpoint_id = \(endpoint)
            )
            """
        )
    }
}

extension StoreTransaction where Kind == OnFinder {
    /// Endpoints of which something is left that is over.
    package func endpointsWithEndedDeliveries(
        except others: Set<ID<WebhookEndpoint>>,
        limit: Int
    ) -> Reply<[EndedEndpoint]> {
        send(
            """
            SELECT e.tenant_id, e.id, e.deleted_at IS NOT NULL AS is_deleted FROM webhook_endpoints e
            WHERE e.period > 1 AND e.id <> ALL(\(Array(others))) AND (e.deleted_at IS NOT NULL OR EXISTS (
                SELECT FROM deliveries d
                WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id AND d.due_at IS NOT NULL AND d.period < e.period
            ))
            LIMIT \(limit)
            """
        ) { rows in
            try rows.map { row in
                EndedEndpoint(
                    tenant: try row.decode("tenant_id"),
                    endpoint: try row.decode("id"),
                    isDeleted: try row.decode("is_deleted")
                )
            }
        }
    }
}
