import Domain
import Postgres
import Store

/// A tenant with one key, in a database that is migrated for it.
enum Seed {
    static let peppers: Peppers = {
        guard let pepper = Pepper(id: 1, bytes: Array(repeating: 7, count: 32)),
            let peppers = Peppers(newestFirst: [pepper])
        else { preconditionFailure("32 bytes are a pepper") }
        return peppers
    }()

    /// The string that a client presents.
    static func insertKey(_ pool: Pool) async throws -> String {
        _ = try await Migrator(pool: pool).migrate()
        let route = TenantRoute.make(using: .system)
        let string = KeyString.mint(prefix: "sk", environment: .live, route: route, using: .system)
        let digest = peppers.digest(string)
        try await pool.withTransaction { transaction in
            transaction.send(
                """
                INSERT INTO tenants (id, route, kind, name)
                VALUES ('00000000-0000-0000-0000-000000000001', \(route.description), 'BUSINESS', 'Orders')
                """
            )
            transaction.send(
                """
                INSERT INTO tenant_state (tenant_id, key_limit, audit_head, last_now, created_at)
                VALUES ('00000000-0000-0000-0000-000000000001', 25, decode(repeat('00', 32), 'hex'), now(), now())
                """
            )
            transaction.send(
                """
                INSERT INTO keys (tenant_id, id, name, name_folded, description, environment, prefix, kid, scopes,
                    ip_allowlist, created_at, created_by, updated_at, updated_by)
                VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'Orders', 'orders',
                    '', 'LIVE', 'sk_live_', \(string.kid.description), '{orders:read,orders:write}', '{192.0.2.0/24}',
                    now(), '00000000-0000-0000-0000-000000000003', now(), '00000000-0000-0000-0000-000000000003')
                """
            )
            transaction.send(
                """
                INSERT INTO key_secrets (tenant_id, kid, key_id, pepper_id, mac, created_at)
                VALUES ('00000000-0000-0000-0000-000000000001', \(string.kid.description),
                    '00000000-0000-0000-0000-000000000002', 1, \(Bytes(digest.mac)), now())
                """
            )
        }
        return string.whole.expose()
    }
}
