internal import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Deletes the trail's rows up to this one, and what was signed of earlier ones. Only for the owner of the tables: nobody
    /// else may, and the right is lent to the application's role for these statements alone, which are within the walls
    /// between tenants so. No other transaction ever sees the grant.
    package func deleteTrail(upTo sequence: Int64) throws {
        try asOwner("GRANT DELETE ON audit_events, audit_checkpoints TO latchkey_app")
        send("DELETE FROM audit_events WHERE tenant_id = \(tenant) AND seq <= \(sequence)")
        send("DELETE FROM audit_checkpoints WHERE tenant_id = \(tenant) AND seq < \(sequence)")
        try asOwner("REVOKE DELETE ON audit_events, audit_checkpoints FROM latchkey_app")
    }

    private func asOwner(_ statement: Query) throws {
        try base.setRole("none")
        send(statement)
        try base.setRole(OnTenant.role)
    }
}

extension Database {
    /// Whether this login owns the trail, or is a superuser.
    package func ownsTrail() async throws -> Bool {
        do {
            let rows = try await pool.read(
                """
                SELECT pg_has_role(session_user, relowner, 'USAGE') AS is_owner
                FROM pg_class WHERE oid = 'public.audit_events'::regclass
                """
            )
            return try rows.one.decode("is_owner")
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }
}
