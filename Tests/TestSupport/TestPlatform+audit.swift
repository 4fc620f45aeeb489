package import Domain
import Operations
import Postgres
import Testing

extension TestPlatform {
    /// A tenant's trail as JSON, in its order; of one action, or of all.
    package func trail(of tenant: String, _ action: String? = nil) async throws -> [JSON] {
        try await auditTrail(of: tenant).map { try JSON(parsing: Array($0.row.utf8)) }
            .filter { action == nil || $0["action"] == action.map(JSON.string) }
    }

    /// The platform's own.
    package func platformTrail(_ action: String? = nil) async throws -> [JSON] {
        try await trail(of: ID<Tenant>.platform.description, action)
    }

    /// Writes what was counted until now, as is done every minute.
    package func writeCountedEvents() async throws {
        try await WriteCountedEvents(platform: operations)()
    }

    /// An endpoint that chose all kinds of events; nobody delivers them here.
    package func addEndpoint(to tenant: String) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        try await database.run(
            """
            INSERT INTO webhook_endpoints (tenant_id, id, url, description, events, pepper_id, secret, created_at,
                created_by, updated_at)
            VALUES (\(id), gen_random_uuid(), 'https://hooks.tenant.example', '',
                \(WebhookEvent.Kind.chosen.map(\.rawValue)), 1, '\\x00', clock_timestamp(), gen_random_uuid(),
                clock_timestamp())
            """
        )
    }
}
