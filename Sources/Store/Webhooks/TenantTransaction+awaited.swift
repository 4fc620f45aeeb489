package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Whether any of the tenant's endpoints chose events of this kind. Under the tenant's lock it stays so.
    package func isAwaited(_ kind: WebhookEvent.Kind) -> Reply<Bool> {
        send(
            """
            SELECT EXISTS (
                SELECT FROM webhook_endpoints
                WHERE tenant_id = \(tenant) AND disabled_at IS NULL AND deleted_at IS NULL
                    AND \(kind.rawValue) = ANY(events)
            ) AS is_awaited
            """
        ) { rows in try rows.one.decode("is_awaited") }
    }
}
