import Domain
import Operations
import Postgres
import Store
import TestSupport

/// Random keys of one tenant, and by a plain sort and filter what a list of them has to be.
struct KeyModel {
    struct Key {
        let id: ID<APIKey>
        var facts: KeyFacts
        var isStamped: Bool
    }

    let tenant: ID<Tenant>
    private(set) var keys: [Key] = []
    /// A few keys have the permissions of the first, most those of the second, and nobody those of the third.
    let groups = (1...3).map { ID<AuthorizationGroup>(bits: $0) }
    private let entropy: Entropy
    private var count = 0

    init(tenant: ID<Tenant>, seed: UInt64) {
        self.tenant = tenant
        entropy = .seeded(seed)
    }

    /// What the filtered, sorted whole is.
    func list(_ filter: KeyFilter, _ sort: KeySort, at now: Instant) -> [ID<APIKey>] {
        keys.filter { $0.facts.match(filter, at: now) }.sorted { comes($0, $1, sort, now) }.map(\.id)
    }

    private func comes(_ one: Key, _ other: Key, _ sort: KeySort, _ now: Instant) -> Bool {
        let created = { (one: Key, other: Key) in
            (one.facts.createdAt.microseconds, Hex.encode(one.id.bytes))
                < (other.facts.createdAt.microseconds, Hex.encode(other.id.bytes))
        }
        let named = { (one: Key, other: Key) in
            let (left, right) = (Array(one.facts.foldedName.utf8), Array(other.facts.foldedName.utf8))
            return left == right ? one.id < other.id : left.lexicographicallyPrecedes(right)
        }
        switch sort {
        case .status:
            let (left, right) = (one.facts.status(at: now), other.facts.status(at: now))
            return left == right ? created(other, one) : left < right
        case .oldest: return created(one, other)
        case .newest: return created(other, one)
        case .name: return named(one, other)
        case .nameDescending: return named(other, one)
        case .expiry, .expiryDescending:
            let isDescending = sort == .expiryDescending
            switch (one.facts.expiresAt, other.facts.expiresAt) {
            case (let left?, let right?) where left != right: return isDescending ? left > right : left < right
            case (.some, nil): return true
            case (nil, .some): return false
            default: return isDescending ? one.id > other.id : one.id < other.id
            }
        }
    }

    /// A number below `bound`.
    func random(_ bound: Int) -> Int {
        let bytes = entropy.bytes(4)
        return bytes.reduce(0) { $0 << 8 | Int($1) } % bound
    }

    func pick<Element>(_ elements: [Element]) -> Element { elements[random(elements.count)] }

    mutating func add(_ number: Int, at now: Instant, to database: TestDatabase) async throws {
        for group in groups { try await insert(group, at: now, into: database) }
        for _ in 0..<number {
            let key = makeKey(at: now)
            keys.append(key)
            try await insert(key, into: database)
        }
    }

    private mutating func makeKey(at now: Instant) -> Key {
        count += 1
        let day: Duration = .seconds(86_400)
        let names = [
            "Alpha", "alpha 2", "ALPHA", "Älpha", "al%ha", "al_ha", "al\\ha", "Beta", "be", "be\u{10FFFF}",
            "be\u{D7FF}",
            "Zed", "zé", "sk_live_", "日本", "日本語", "K1",
        ]
        let expiries: [Instant?] = [
            nil, now, now - day, now - day * 2, now + .microseconds(1), now + day, now + day * 7,
            now + day * 7 + .microseconds(1), now + day * 30,
        ]
        let createdAt = now - day * (1 + random(5) * 40)
        let expiresAt = pick(expiries)
        let isRevoked = random(5) == 0
        let facts = KeyFacts(
            foldedName: DisplayName.folded(pick(names)),
            prefix: pick(["sk", "sk", "ptn"]),
            environment: pick([.live, .live, .test]),
            group: pick([nil, groups[0], groups[1], groups[1], groups[1]]),
            kid: pick(["K1aaaa", "k1aaaa", "Zzzzzz"]) + String(count + 1_000_000_000),
            createdAt: createdAt,
            expiresAt: expiresAt,
            disabledAt: random(4) == 0 ? createdAt : nil,
            revokedAt: isRevoked ? createdAt + day : nil,
            lastUsedAt: random(2) == 0 ? pick([createdAt, now, now - day * 90]) : nil
        )
        let isDue = expiresAt.map { $0 <= now } ?? false
        return Key(
            id: ID(bytes: entropy.bytes(16)) ?? ID(bits: 0),
            facts: facts,
            isStamped: isDue && !isRevoked && random(2) == 0
        )
    }

    private func insert(_ group: ID<AuthorizationGroup>, at now: Instant, into database: TestDatabase) async throws {
        let person = ID<User>(bits: 1)
        try await database.run(
            """
            INSERT INTO groups (tenant_id, id, name, description, type, scopes, created_at, created_by, updated_at,
                updated_by)
            VALUES (\(tenant), \(group), \(group.description), '', 'TENANT_API_KEY', '{}', \(now), \(person), \(now),
                \(person))
            ON CONFLICT DO NOTHING
            """
        )
    }

    private func insert(_ key: Key, into database: TestDatabase) async throws {
        let facts = key.facts
        let person = ID<User>(bits: 1)
        try await database.run(
            """
            INSERT INTO keys (tenant_id, id, name, name_folded, description, environment, prefix, kid, group_id, scopes,
                ip_allowlist, expires_at, expired_at, disabled_at, revoked_at, created_at, created_by, updated_at,
                updated_by)
            VALUES (\(tenant), \(key.id), \(facts.foldedName), \(facts.foldedName), '', \(facts.environment.rawValue),
                \(facts.prefix), \(facts.kid), \(facts.group), '{}', '{}', \(facts.expiresAt),
                \(key.isStamped ? facts.expiresAt : nil), \(facts.disabledAt), \(facts.revokedAt), \(facts.createdAt),
                \(person), \(facts.createdAt), \(person))
            """
        )
        try await database.run(
            """
            UPDATE tenant_state SET total_keys = total_keys + 1,
                open_keys = open_keys + \(facts.revokedAt == nil && !key.isStamped ? 1 : 0),
                revoked_keys = revoked_keys + \(facts.revokedAt == nil ? 0 : 1),
                disabled_keys = disabled_keys
                    + \(facts.revokedAt == nil && !key.isStamped && facts.disabledAt != nil ? 1 : 0)
            WHERE tenant_id = \(tenant)
            """
        )
        guard let used = facts.lastUsedAt else { return }
        try await database.run(
            """
            INSERT INTO usage_totals (tenant_id, key_id, requests, last_used_at)
            VALUES (\(tenant), \(key.id), 1, \(used))
            """
        )
    }

    /// Revokes a key and deletes another, which no operation does; answers both.
    mutating func disturb(at now: Instant, in database: TestDatabase) async throws -> Set<ID<APIKey>> {
        let (revoked, deleted) = (random(keys.count), pick(keys).id)
        let id = keys[revoked].id
        if keys[revoked].facts.revokedAt == nil {
            try await database.run(
                "UPDATE keys SET revoked_at = \(now) WHERE tenant_id = \(tenant) AND id = \(id)"
            )
            keys[revoked].facts.revokedAt = now
        }
        try await database.run("DELETE FROM keys WHERE tenant_id = \(tenant) AND id = \(deleted)")
        keys.removeAll { $0.id == deleted }
        return [id, deleted]
    }
}
