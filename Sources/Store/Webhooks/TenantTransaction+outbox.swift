package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Puts an event into the outbox, on its way to every endpoint that chose its kind; nothing if none did. Sent with the
    /// commit, so that a change and its event stand or fall together.
    ///
    /// - Parameter id: of the change's audit row.
    package func tell(_ event: WebhookEvent, as id: ID<AuditEvent>, at now: Instant) {
        announcements.noteTold()
        let kind = event.type.rawValue
        send(
            """
            INSERT INTO outbox (tenant_id, id, type, at, body)
            SELECT \(tenant), \(id), \(kind), \(now), \(event.body(at: now))
            WHERE EXISTS (
                SELECT FROM webhook_endpoints
                WHERE tenant_id = \(tenant) AND disabled_at IS NULL AND deleted_at IS NULL AND \(kind) = ANY(events)
            )
            """
        )
        send(
            """
            INSERT INTO deliveries (tenant_id, id, endpoint_id, event_id, created_at, due_at, period)
            SELECT tenant_id, gen_random_uuid(), id, \(id), \(now), \(now), period FROM webhook_endpoints
            WHERE tenant_id = \(tenant) AND disabled_at IS NULL AND deleted_at IS NULL AND \(kind) = ANY(events)
            """
        )
    }
}
