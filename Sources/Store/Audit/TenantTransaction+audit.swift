package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Adds a row to the tenant's chain; sent with the commit, so that a change and its row stand or fall together.
    package func insert(_ event: AuditEvent, row: String, hash: [UInt8]) {
        send(
            """
            INSERT INTO audit_events (tenant_id, seq, id, at, action, actor_id, object, row, hash)
            VALUES (\(tenant), \(event.sequence), \(event.id), \(event.at), \(event.action), \(event.actor?.user),
                \(event.object), \(row), \(Bytes(hash)))
            """
        )
    }
}
