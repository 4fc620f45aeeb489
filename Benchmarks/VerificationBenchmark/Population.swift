import BenchmarkSupport
import Domain
import Foundation
import Postgres
import Store

/// A database with very many keys in a hundred tenants, some of them real: of those the strings are known, and they lie evenly
/// among the others.
struct Population: Sendable {
    let url: String
    let tenants: [TenantRoute]
    /// What clients present.
    let keys: [String]

    static let tenantCount = 100

    /// - Parameters:
    ///   - total: real keys and others.
    ///   - name: of each key, with its number.
    static func make(in url: String, total: Int, real: Int, isRealistic: Bool = false) async throws -> Population {
        var configuration = try PostgresConfiguration(url)
        configuration.statementTimeout = .seconds(7200)
        configuration.poolSize = 1
        let pool = Pool(configuration: configuration, logger: .silent)
        let maker = PopulationMaker(pool: pool, isRealistic: isRealistic)
        let (tenants, keys): ([TenantRoute], [String])
        do {
            _ = try await Migrator(pool: pool).migrate()
            (tenants, keys) = try await maker.insert(total: total, real: real)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
        // As the server would have done by itself after a while.
        try await TemporaryDatabase.run("VACUUM ANALYZE", in: url)
        return Population(url: url, tenants: tenants, keys: keys)
    }
}

private struct PopulationMaker {
    let pool: Pool
    /// Names of 20 characters, three scopes, one key in ten with an allowlist, one in five in a group.
    let isRealistic: Bool

    private static let batch = 100_000

    func insert(total: Int, real: Int) async throws -> ([TenantRoute], [String]) {
        let tenants = (0..<Population.tenantCount).map { _ in TenantRoute.make(using: .system) }
        // Nobody checks what refers to what, row by row, while this much is put in; it does.
        _ = try await pool.query("SET session_replication_role = replica")
        _ = try await pool.query("SET maintenance_work_mem = '1GB'")
        try await insert(tenants)
        let indexes = try await dropIndexes()
        var keys: [String] = []
        let batches = max(1, (total + Self.batch - 1) / Self.batch)
        for batch in 0..<batches {
            let own = real * (batch + 1) / batches - real * batch / batches
            keys += try await insertReal(own, tenants, from: keys.count)
            let others = (total - real) * (batch + 1) / batches - (total - real) * batch / batches
            try await insertOthers(others, from: (total - real) * batch / batches)
        }
        for index in indexes { _ = try await pool.query("\(unsafeSQL: index)") }
        return (tenants, keys)
    }

    private func insert(_ tenants: [TenantRoute]) async throws {
        _ = try await pool.query(
            """
            INSERT INTO tenants (id, route, kind, name)
            SELECT \(unsafeSQL: Self.id("1", "n")), route, 'BUSINESS', 'Orders'
            FROM unnest(\(tenants.map(\.description))) WITH ORDINALITY AS made (route, n)
            """
        )
        _ = try await pool.query(
            """
            INSERT INTO tenant_state (tenant_id, key_limit, audit_head, last_now, created_at)
            SELECT id, 25, decode(repeat('00', 32), 'hex'), now(), now() FROM tenants WHERE kind = 'BUSINESS'
            """
        )
        _ = try await pool.query(
            """
            INSERT INTO groups (tenant_id, id, name, description, type, scopes, created_at, created_by, updated_at, updated_by)
            SELECT id, id, 'Readers', '', 'TENANT_API_KEY', '{orders:read,orders:write,refunds:read}', now(), id, now(), id
            FROM tenants WHERE kind = 'BUSINESS'
            """
        )
    }

    /// Far quicker made anew than kept up row by row.
    ///
    /// - Returns: how to make them.
    private func dropIndexes() async throws -> [String] {
        let rows = try await pool.query(
            """
            SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS text
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid IN ('keys'::regclass, 'key_secrets'::regclass) AND NOT i.indisprimary
            """
        )
        let texts = try rows.map { try $0.decode("text", as: String.self) }
        for row in rows {
            _ = try await pool.query("DROP INDEX \(unsafeSQL: try row.decode("name", as: String.self))")
        }
        return texts
    }

    private func insertReal(_ count: Int, _ tenants: [TenantRoute], from start: Int) async throws -> [String] {
        let keys = (start..<start + count).map { number in
            KeyString.mint(prefix: "sk", environment: .live, route: tenants[number % tenants.count], using: .system)
        }
        try await insertRows(
            """
            SELECT 'r', n, kid, mac FROM (
                SELECT n + \(start) AS n, kid, mac
                FROM unnest(\(keys.map(\.kid.description)), \(keys.map { Bytes(Installation.peppers.digest($0).mac) }))
                    WITH ORDINALITY AS made (kid, mac, n)) numbered
            """
        )
        return keys.map { $0.whole.expose() }
    }

    private func insertOthers(_ count: Int, from start: Int) async throws {
        guard count > 0 else { return }
        try await insertRows(
            """
            SELECT 'o', n, route || left(md5('kid' || n), 10), sha256(n::text::bytea)
            FROM generate_series(\(start + 1)::bigint, \(start + count)::bigint) n
            JOIN (SELECT route, row_number() OVER (ORDER BY id) AS place FROM tenants WHERE kind = 'BUSINESS') t
                ON t.place = (n - 1) % \(Population.tenantCount) + 1
            """
        )
    }

    private func insertRows(_ made: Query) async throws {
        let tenant = Self.id("1", "((n - 1) % \(Population.tenantCount) + 1)")
        let id = "md5(kind || n)::uuid"
        let facts =
            isRealistic
            ? """
            'Orders service ' || lpad(n::text, 5, '0'), 'orders service ' || lpad(n::text, 5, '0'),
            '{orders:read,orders:write,refunds:read}'::text[],
            CASE WHEN n % 10 = 0 THEN '{192.0.2.0/24}'::cidr[] ELSE '{}' END, CASE WHEN n % 5 = 1 THEN \(tenant) END
            """ : "'Orders', 'orders', '{orders:read,orders:write}'::text[], '{192.0.2.0/24}'::cidr[], NULL::uuid"
        _ = try await pool.query(
            """
            WITH made (kind, n, kid, mac) AS (\(fragment: made)), secrets AS (
                INSERT INTO key_secrets (tenant_id, kid, key_id, pepper_id, mac, created_at)
                SELECT \(unsafeSQL: tenant), kid, \(unsafeSQL: id), 1, mac, now() FROM made
            )
            INSERT INTO keys (tenant_id, id, kid, environment, prefix, description, created_at, created_by, updated_at,
                updated_by, name, name_folded, scopes, ip_allowlist, group_id)
            SELECT \(unsafeSQL: tenant), \(unsafeSQL: id), kid, 'LIVE', 'sk_live_', '', now(), \(unsafeSQL: tenant), now(),
                \(unsafeSQL: tenant), \(unsafeSQL: facts) FROM made
            """
        )
    }

    private static func id(_ kind: String, _ number: String) -> String {
        "('0000000\(kind)-0000-7000-8000-' || lpad(to_hex(\(number)), 12, '0'))::uuid"
    }
}
