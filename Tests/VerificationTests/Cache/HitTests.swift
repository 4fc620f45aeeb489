import Domain
import Postgres
import Store
import TestSupport
import Testing

@testable import Verification

/// At the listener, by clocks that stand still until they are moved.
@Suite("A key in memory", .timeLimit(.minutes(5)))
struct HitTests {
    private static let end = testNow + .seconds(60)

    @Test("is answered without a round trip from its second check on, at both endpoints")
    func hits() async throws {
        try await withMemory { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            #expect(try await bench.verify(key) == Found("VALID", roundTrips: 2))
            #expect(try await bench.verify(key) == Found("VALID", roundTrips: 0))
            #expect(try await bench.authorize(key) == Found("204", roundTrips: 0))
        }
    }

    @Test("is decided on at once, and not later")
    func isNow() async throws {
        try await withMemory { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            let verifier = bench.verifier
            guard case .later(let find) = verifier.verify(key.text, Check.Question()) else {
                Issue.record("nothing is known of the key")
                return
            }
            #expect(try await find().verdict == .valid)
            guard case .now(let outcome) = verifier.verify(key.text, Check.Question()) else {
                Issue.record("the key is known")
                return
            }
            #expect(outcome.verdict == .valid)
            bench.clock.advance(by: .seconds(600))
            guard case .later = verifier.verify(key.text, Check.Question()) else {
                Issue.record("the lease has lapsed")
                return
            }
        }
    }

    @Test("is told of in the metrics, which count neither malformed keys nor what the database was asked")
    func metrics() async throws {
        try await withMemory { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            for _ in 1...3 { _ = try await bench.verify(key) }
            _ = try await bench.authorize(key)
            _ = try await bench.listener.verify(Asked(key: "nonsense"))
            let lines = try await bench.listener.metrics()
            #expect(lines.contains("latchkey_cache_hits_total 3.0"))
            #expect(lines.contains("latchkey_cache_misses_total 1.0"))
            #expect(lines.contains("latchkey_cache_entries 1.0"))
            #expect(lines.contains(#"latchkey_verification_duration_seconds_count{source="cache"} 4"#))
            #expect(lines.contains(#"latchkey_verification_duration_seconds_count{source="database"} 1"#))
        }
    }

    @Test("is answered while the database is away until the lease lapses; then nothing is")
    func databaseAway() async throws {
        try await withMemory { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            _ = try await bench.verify(key)
            try await withListenerAlone(memory: bench.memory) { listener in
                let known = try await (listener.verify(Asked(key: key.text)), listener.authorize(Asked(key: key.text)))
                #expect(known.0.verdict == "VALID")
                #expect(known.1.status == 204)
                bench.clock.advance(by: .seconds(600))
                let lapsed = try await (listener.verify(Asked(key: key.text)), listener.authorize(Asked(key: key.text)))
                #expect(lapsed.0.status == 503)
                #expect(lapsed.1.status == 503)
            }
        }
    }

    @Test("expires, and its previous secret's grace ends, when it is time, without a round trip")
    func ends() async throws {
        try await withMemory { bench in
            let owner = try await bench.keyring.insertTenant()
            let expiring = try await bench.keyring.insertKey(of: owner) { $0.expiresAt = Self.end }
            let rotated = try await bench.keyring.insertKey(of: owner) { $0.validUntil = Self.end }
            for key in [expiring, rotated] { _ = try await bench.verify(key) }
            // Memory's time is ahead of the database's by a microsecond at most.
            bench.clock.advance(by: .seconds(60) - .microseconds(2))
            for key in [expiring, rotated] {
                #expect(try await bench.verify(key) == Found("VALID", roundTrips: 0))
            }
            bench.clock.advance(by: .microseconds(2))
            #expect(try await bench.verify(expiring) == Found("EXPIRED", roundTrips: 0))
            #expect(try await bench.verify(rotated) == Found("ROTATED", roundTrips: 0))
            #expect(try await bench.authorize(expiring) == Found("401", roundTrips: 0))
        }
    }

    @Test("does not answer to a secret that is not its own")
    func wrongSecret() async throws {
        try await withMemory { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            _ = try await bench.verify(key)
            let forged = Keyring.Key(id: key.id, text: key.string.forged, string: key.string)
            #expect(try await bench.verify(forged) == Found("UNKNOWN", roundTrips: 0))
            #expect(try await bench.authorize(forged) == Found("401", roundTrips: 0))
        }
    }

    @Test("counts for nothing once the lease has lapsed: what the database says then does")
    func lapses() async throws {
        try await withMemory { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            _ = try await bench.verify(key)
            try await bench.keyring.database.run("UPDATE keys SET revoked_at = now()")
            bench.clock.advance(by: .seconds(600) - .nanoseconds(1))
            #expect(try await bench.verify(key) == Found("VALID", roundTrips: 0))
            bench.clock.advance(by: .nanoseconds(1))
            for _ in 1...2 { #expect(try await bench.verify(key) == Found("REVOKED", roundTrips: 1)) }
        }
    }

    @Test("has no place for a kid of nobody: each check of it reads the database")
    func nobody() async throws {
        try await withMemory { bench in
            let owner = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: owner)
            _ = try await bench.verify(key)
            try await bench.keyring.database.run("DELETE FROM key_secrets")
            let other = KeyString.mint(prefix: "sk", environment: .live, route: owner.route, using: .system)
            let nobodys = Keyring.Key(id: key.id, text: other.whole.expose(), string: other)
            for _ in 1...3 { #expect(try await bench.verify(nobodys) == Found("UNKNOWN", roundTrips: 1)) }
            #expect(bench.memory.cache.count == 1)
        }
    }

    /// Something that the verdict on a key depends on.
    enum Dependency: CaseIterable, Sendable {
        case key, group, tenant, partner

        func change(in tenant: ID<Tenant>) -> Query {
            switch self {
            case .key: "UPDATE keys SET revoked_at = now() WHERE tenant_id = \(tenant)"
            case .group: "UPDATE groups SET scopes = '{orders:write}' WHERE tenant_id = \(tenant)"
            case .tenant, .partner:
                """
                UPDATE tenant_state SET suspended_at = '2026-01-02Z', suspended_by = 'STAFF' WHERE tenant_id = \(tenant)
                """
            }
        }

        var verdict: String {
            switch self {
            case .key: "REVOKED"
            case .group: "INSUFFICIENT_SCOPE"
            case .tenant, .partner: "SUSPENDED"
            }
        }
    }

    @Test(
        "is forgotten at once, with all its secrets, when something changes that it depends on",
        arguments: Dependency.allCases
    )
    func changes(_ dependency: Dependency) async throws {
        try await withMemory { bench in
            let partner = try await bench.keyring.insertTenant()
            let owner = try await bench.keyring.insertTenant(under: partner.id)
            let group = try await bench.keyring.insertGroup(of: owner, scopes: ["orders:read"])
            let old = try await bench.keyring.insertKey(of: owner) {
                $0.group = group
                $0.validUntil = Self.end
            }
            let secrets = [old, try await bench.keyring.insertSecret(of: old, of: owner)]
            for secret in secrets {
                _ = try await bench.verify(secret, scopes: ["orders:read"])
                #expect(try await bench.verify(secret, scopes: ["orders:read"]) == Found("VALID", roundTrips: 0))
            }
            let (object, tenant): (ChangedObject, ID<Tenant>) =
                switch dependency {
                case .key: (.key(old.id), owner.id)
                case .group: (.group(group), owner.id)
                case .tenant: (.tenant(owner.id), owner.id)
                case .partner: (.tenant(partner.id), partner.id)
                }
            try await bench.keyring.database.run(dependency.change(in: tenant))
            try await bench.keyring.database.run(
                "UPDATE tenant_state SET audit_seq = audit_seq + 1 WHERE tenant_id = \(tenant)"
            )
            bench.memory.apply([VerdictChange(object, version: 1)])
            for secret in secrets {
                for roundTrips in [1, 0] {
                    let found = try await bench.verify(secret, scopes: ["orders:read"])
                    #expect(found == Found(dependency.verdict, roundTrips: roundTrips))
                }
            }
        }
    }
}

/// What a check came to, and what it cost.
private struct Found: Equatable {
    let answer: String?
    let roundTrips: Int

    init(_ answer: String?, roundTrips: Int) {
        self.answer = answer
        self.roundTrips = roundTrips
    }
}

/// Keys in a database whose time stands still, and a memory that is trusted for ten minutes.
private struct MemoryBench: Sendable {
    let bench: Bench
    let clock: StandingClock

    var keyring: Keyring { bench.keyring }
    var listener: TestListener { bench.listener }
    var memory: KeyMemory { bench.memory }

    /// Over the same memory, without a listener.
    var verifier: Verifier {
        let meter = UsageMeter()
        let reader = KeyReader(Database(pool: bench.pool, clock: WallClock { _ in testNow }), clock: memory.clock)
        return Verifier(
            memory: memory,
            fills: KeyFills(memory: memory, reader: reader, meter: meter),
            peppers: .test,
            limiter: RateLimiter(instances: { 1 }),
            meter: meter
        )
    }

    func verify(_ key: Keyring.Key, scopes: [String] = []) async throws -> Found {
        try await cost { try await listener.verify(Asked(key: key.text, scopes: scopes)).verdict }
    }

    func authorize(_ key: Keyring.Key) async throws -> Found {
        try await cost { String(try await listener.authorize(Asked(key: key.text)).status) }
    }

    private func cost(_ ask: () async throws -> String?) async throws -> Found {
        var answer: String?
        let roundTrips = try await bench.roundTrips { answer = try await ask() }
        return Found(answer, roundTrips: roundTrips)
    }
}

private func withMemory(_ body: (MemoryBench) async throws -> Void) async throws {
    let clock = StandingClock()
    let memory = KeyMemory(clock: clock.monotonic)
    memory.trust(for: .seconds(600), at: testNow)
    try await withKeys(clock: WallClock { _ in testNow }, memory: memory) { bench in
        try await body(MemoryBench(bench: bench, clock: clock))
    }
}
