import Domain
import Postgres
import Store

/// A tenant with very many keys of every kind.
struct Seed {
    let pool: Pool
    let keys: Int
    let tenant = ID<Tenant>(bits: 1)

    static let now = Instant(microseconds: 1_900_000_000_000_000)

    /// A third never expires, a third has expired; of those all but a hundred are stamped. A tenth is disabled, a fifth revoked.
    func insert() async throws {
        _ = try await pool.query(
            "INSERT INTO tenants (id, route, kind, name) VALUES (\(tenant), 'aaaaaa', 'BUSINESS', 'Orders')"
        )
        _ = try await pool.query(
            """
            INSERT INTO tenant_state (tenant_id, key_limit, audit_head, last_now, created_at)
            VALUES (\(tenant), 1, \(Bytes([UInt8](repeating: 0, count: 32))), \(Self.now), \(Self.now))
            """
        )
        for first in stride(from: 1, through: keys, by: 50_000) {
            try await insertKeys(first...min(keys, first + 49_999))
        }
        _ = try await pool.query(
            """
            INSERT INTO usage_totals (tenant_id, key_id, requests, last_used_at)
            SELECT tenant_id, id, 1, \(Self.now) - interval '1 day' FROM keys WHERE kid < 'aaaaaa8'
            """
        )
        _ = try await pool.query("ANALYZE")
    }

    private func insertKeys(_ numbers: ClosedRange<Int>) async throws {
        _ = try await pool.query(
            """
            INSERT INTO keys (tenant_id, id, name, name_folded, description, environment, prefix, kid, scopes,
                ip_allowlist, expires_at, expired_at, disabled_at, revoked_at, created_at, created_by, updated_at,
                updated_by)
            SELECT \(tenant), md5(n::text)::uuid, 'Key ' || n, 'key ' || n, '',
                CASE WHEN n % 5 = 0 THEN 'TEST' ELSE 'LIVE' END, 'sk', 'aaaaaa' || left(md5('kid' || n), 10),
                '{orders:read}', '{}', expires_at,
                CASE WHEN expires_at <= \(Self.now) AND n % 10000 <> 1 THEN expires_at END,
                CASE WHEN n % 10 = 7 THEN \(Self.now) END, CASE WHEN n % 5 = 3 THEN \(Self.now) END,
                created_at, \(tenant), created_at, \(tenant)
            FROM (
                SELECT n, \(Self.now) - n * interval '1 minute' AS created_at, CASE n % 3
                    WHEN 1 THEN \(Self.now) - n * interval '30 seconds'
                    WHEN 2 THEN \(Self.now) + n * interval '5 minutes' END AS expires_at
                FROM generate_series(\(numbers.lowerBound), \(numbers.upperBound)) n
            ) made
            """
        )
    }

    /// Where a list stands after so much of it.
    func place(in sort: KeySort, percent: Int) async throws -> KeyPlace {
        let rows = try await pool.query(
            """
            SELECT * FROM (
                SELECT id, created_at, name_folded, expires_at, CASE WHEN revoked_at IS NOT NULL THEN 3
                    WHEN expires_at <= \(Self.now) THEN 2 WHEN disabled_at IS NOT NULL THEN 1 ELSE 0 END AS status
                FROM keys
            ) k ORDER BY \(fragment: order(of: sort)) OFFSET \(keys / 100 * percent) LIMIT 1
            """
        )
        guard let row = rows.first else { return KeyPlace(part: 0, value: .never, id: ID(bits: 0)) }
        let id: ID<APIKey> = try row.decode("id")
        switch sort {
        case .status:
            let part = Int(try row.decode("status", as: Int32.self))
            return KeyPlace(part: part, value: .instant(try row.decode("created_at")), id: id)
        case .oldest, .newest:
            return KeyPlace(part: 0, value: .instant(try row.decode("created_at")), id: id)
        case .name, .nameDescending:
            return KeyPlace(part: 0, value: .text(try row.decode("name_folded")), id: id)
        case .expiry, .expiryDescending:
            guard let expiresAt = try row.decode("expires_at", as: Instant?.self) else {
                return KeyPlace(part: 1, value: .never, id: id)
            }
            return KeyPlace(part: 0, value: .instant(expiresAt), id: id)
        }
    }

    private func order(of sort: KeySort) -> Query {
        switch sort {
        case .status: "status, created_at DESC, id DESC"
        case .oldest: "created_at, id"
        case .newest: "created_at DESC, id DESC"
        case .name: "name_folded, id"
        case .nameDescending: "name_folded DESC, id DESC"
        case .expiry: "expires_at, id"
        case .expiryDescending: "expires_at DESC NULLS LAST, id DESC"
        }
    }
}
