import Domain
import Postgres
import Store
import TestSupport

extension Peppers {
    static let test = peppers(1)

    /// The peppers with these ids, newest first.
    static func peppers(_ ids: Int...) -> Peppers {
        let peppers = ids.compactMap { id in
            Pepper(id: id, bytes: (0..<32).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ id) })
        }
        guard let peppers = Peppers(newestFirst: peppers) else { preconditionFailure("no peppers") }
        return peppers
    }
}

/// Puts tenants and keys into a test's database, as rows, so that each fact can be chosen.
struct Keyring: Sendable {
    let database: TestDatabase
    var peppers = Peppers.test
    let entropy = Entropy.system

    struct Owner: Sendable {
        let id: ID<Tenant>
        let route: TenantRoute
    }

    /// The facts of a key; by default one that everything is well with.
    struct Facts: Sendable {
        var scopes: [String] = ["orders:read", "orders:write"]
        var group: ID<AuthorizationGroup>?
        var environment = Environment.live
        var allowlist: [String] = []
        var rateLimit: String?
        var expiresAt: Instant?
        var isDisabled = false
        var isRevoked = false
        /// Of the secret that is presented, when it is not the current one.
        var validUntil: Instant?
    }

    struct Key: Sendable {
        let id: ID<APIKey>
        let text: String
        let string: KeyString
    }

    func insertTenant(under parent: ID<Tenant>? = nil, suspended: Bool = false) async throws -> Owner {
        let id = ID<Tenant>.make(at: testNow, using: entropy)
        let route = TenantRoute.make(using: entropy)
        let kind = parent == nil ? "PARTNER" : "BUSINESS"
        try await database.run(
            """
            INSERT INTO tenants (id, route, kind, parent_id, name)
            VALUES (\(id.uuid)::uuid, \(route.description), \(kind), \(parent?.uuid)::uuid, 'A tenant')
            """
        )
        try await database.run(
            """
            INSERT INTO tenant_state (tenant_id, key_limit, audit_head, last_now, created_at, suspended_at,
                suspended_by)
            VALUES (\(id.uuid)::uuid, 25, decode(repeat('00', 32), 'hex'), '2026-01-01Z', '2026-01-01Z',
                \(unsafeSQL: suspended ? "'2026-01-02Z', 'STAFF'" : "NULL, NULL"))
            """
        )
        return Owner(id: id, route: route)
    }

    func insertGroup(of owner: Owner, scopes: [String]) async throws -> ID<AuthorizationGroup> {
        let id = ID<AuthorizationGroup>.make(at: testNow, using: entropy)
        try await database.run(
            """
            INSERT INTO groups (tenant_id, id, name, description, type, scopes,
                created_at, created_by, updated_at, updated_by)
            VALUES (\(owner.id.uuid)::uuid, \(id.uuid)::uuid, 'A group', '', 'TENANT_API_KEY', \(scopes),
                '2026-01-01Z', \(nobody)::uuid, '2026-01-01Z', \(nobody)::uuid)
            """
        )
        return id
    }

    func insertKey(of owner: Owner, _ change: (inout Facts) -> Void = { _ in }) async throws -> Key {
        var facts = Facts()
        change(&facts)
        let string = KeyString.mint(
            prefix: "sk",
            environment: facts.environment,
            route: owner.route,
            using: entropy
        )
        let id = ID<APIKey>.make(at: testNow, using: entropy)
        let digest = peppers.digest(string)
        try await database.run(
            """
            INSERT INTO keys (tenant_id, id, name, name_folded, description, environment, prefix, kid, scopes, group_id,
                ip_allowlist, rate_limit, expires_at, disabled_at, revoked_at,
                created_at, created_by, updated_at, updated_by)
            VALUES (\(owner.id.uuid)::uuid, \(id.uuid)::uuid, 'Orders "North"', 'orders "north"', '',
                \(facts.environment.rawValue),
                'sk_live_', \(string.kid.description), \(facts.group == nil ? facts.scopes : []), \(facts.group?.uuid)::uuid,
                \(facts.allowlist)::text[]::cidr[], \(facts.rateLimit)::text::jsonb, \(facts.expiresAt?.text)::timestamptz,
                \(unsafeSQL: facts.isDisabled ? "'2026-01-03Z'" : "NULL"),
                \(unsafeSQL: facts.isRevoked ? "'2026-01-04Z'" : "NULL"),
                '2026-01-01Z', \(nobody)::uuid, '2026-01-01Z', \(nobody)::uuid)
            """
        )
        try await database.run(
            """
            INSERT INTO key_secrets (tenant_id, kid, key_id, pepper_id, mac, created_at, valid_until)
            VALUES (\(owner.id.uuid)::uuid, \(string.kid.description), \(id.uuid)::uuid, \(Int32(digest.pepperID)),
                \(Bytes(digest.mac)), '2026-01-01Z', \(facts.validUntil?.text)::timestamptz)
            """
        )
        return Key(id: id, text: string.whole.expose(), string: string)
    }

    /// A new secret, beside the one that the key has.
    func insertSecret(of key: Key, of owner: Owner) async throws -> Key {
        let string = KeyString.mint(prefix: "sk", environment: .live, route: owner.route, using: entropy)
        let digest = peppers.digest(string)
        try await database.run(
            """
            INSERT INTO key_secrets (tenant_id, kid, key_id, pepper_id, mac, created_at)
            VALUES (\(owner.id.uuid)::uuid, \(string.kid.description), \(key.id.uuid)::uuid, \(Int32(digest.pepperID)),
                \(Bytes(digest.mac)), '2026-01-01Z')
            """
        )
        return Key(id: key.id, text: string.whole.expose(), string: string)
    }

    private var nobody: String { ID<User>(bits: 1).uuid }
}

extension ID {
    /// As PostgreSQL reads it.
    fileprivate var uuid: String { Hex.encode(bytes) }
}

extension Instant {
    fileprivate var text: String { description }
}

extension KeyString {
    /// A well-formed key with the same kid, and a secret that is not its own.
    var forged: String {
        let whole = whole.expose()
        let start = whole.utf8.count - 49
        let other = Base62.random(43, using: .system)
        let body = whole.prefix(start) + other
        return body + Base62.encode(CRC32.checksum(body.utf8))
    }
}
