import Domain
import Postgres
import Store
import TestSupport
import Testing

@testable import Verification

@Suite("Verdicts", .timeLimit(.minutes(5)))
struct VerdictTests {
    /// One condition that a check refuses, and how to bring it about.
    struct Condition: Sendable, CustomTestStringConvertible {
        let verdict: Verdict
        var tenantIsSuspended = false
        var change: @Sendable (inout Keyring.Facts) -> Void = { _ in }
        var ask: @Sendable (inout Asked) -> Void = { _ in }
        let status: Int

        var testDescription: String { verdict.rawValue }
    }

    private static let past = Instant(microseconds: testNow.microseconds - 3_600_000_000)

    /// Those that leave the secret's match as it is, in the order of the check.
    static let conditions = [
        Condition(verdict: .suspended, tenantIsSuspended: true, status: 403),
        Condition(verdict: .revoked, change: { $0.isRevoked = true }, status: 401),
        Condition(verdict: .rotated, change: { $0.validUntil = past }, status: 401),
        Condition(verdict: .expired, change: { $0.expiresAt = past }, status: 401),
        Condition(verdict: .disabled, change: { $0.isDisabled = true }, status: 401),
        Condition(verdict: .wrongEnvironment, ask: { $0.environment = "TEST" }, status: 401),
        Condition(
            verdict: .ipNotAllowed,
            change: { $0.allowlist = ["10.0.0.0/8"] },
            ask: { $0.ip = "192.0.2.1" },
            status: 403
        ),
        Condition(verdict: .insufficientScope, ask: { $0.scopes = ["orders:delete"] }, status: 403),
        Condition(
            verdict: .rateLimited,
            change: { $0.rateLimit = #"{"requests":1,"window_seconds":86400,"burst":1}"# },
            status: 429
        ),
    ]

    static let pairs = Array(zip(conditions, conditions.dropFirst()))

    private func check(_ conditions: [Condition], is expected: Condition) async throws {
        try await withKeys(clock: WallClock { _ in testNow }) { bench in
            let owner = try await bench.keyring.insertTenant(suspended: conditions.contains { $0.tenantIsSuspended })
            let key = try await bench.keyring.insertKey(of: owner) { facts in
                conditions.forEach { $0.change(&facts) }
            }
            var asked = Asked(key: key.text)
            conditions.forEach { $0.ask(&asked) }
            if expected.verdict == .rateLimited {
                #expect(try await bench.listener.verify(asked).verdict == "VALID")
            }
            let verified = try await bench.listener.verify(asked)
            #expect(verified.status == 200)
            #expect(verified.verdict == expected.verdict.rawValue)
            let authorized = try await bench.listener.authorize(asked)
            #expect(authorized.status == expected.status)
            #expect(authorized["x-auth-code"] == expected.verdict.rawValue)
            #expect(authorized.body.isEmpty)
            #expect((authorized["www-authenticate"] != nil) == (expected.status == 401))
            #expect(authorized["latchkey-request-id"]?.hasPrefix("req_") == true)
            #expect(authorized["x-key-id"] == nil)
        }
    }

    @Test("each condition is told by both endpoints", arguments: conditions)
    func tells(_ condition: Condition) async throws {
        try await check([condition], is: condition)
    }

    @Test("of two neighbours in the order, the first wins", arguments: pairs)
    func keepsOrder(_ pair: (Condition, Condition)) async throws {
        try await check([pair.0, pair.1], is: pair.0)
    }

    @Test("everything at once is what comes first")
    func tellsFirst() async throws {
        let all = Self.conditions
        try await check(all, is: try #require(all.first))
    }

    @Test("a valid key is told with its facts")
    func tellsValid() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let expiry = try #require(Instant(rfc3339: "2099-01-31T12:00:00Z"))
            let key = try await bench.keyring.insertKey(of: owner) { $0.expiresAt = expiry }
            let asked = Asked(key: key.text, scopes: ["orders:read"], environment: "LIVE")
            let verified = try await bench.listener.verify(asked)
            #expect(verified["content-type"] == "application/json")
            #expect(verified["cache-control"] == "no-store")
            #expect(
                try verified.json == [
                    "valid": true, "verdict": "VALID", "key_id": .string(key.id.description),
                    "tenant_id": .string(owner.id.description), "name": "Orders \"North\"", "environment": "LIVE",
                    "scopes": ["orders:read", "orders:write"], "expires_at": "2099-01-31T12:00:00.000Z",
                    "missing_scopes": [],
                ]
            )
            let authorized = try await bench.listener.authorize(asked)
            #expect(authorized.status == 204)
            #expect(authorized.body.isEmpty)
            #expect(authorized["content-length"] == nil)
            #expect(authorized["x-key-id"] == key.id.description)
            #expect(authorized["x-tenant-id"] == owner.id.description)
            #expect(authorized["x-key-scopes"] == "orders:read orders:write")
            #expect(authorized["x-key-environment"] == "LIVE")
            #expect(authorized["x-auth-code"] == nil)
        }
    }

    @Test("missing scopes are named, each once and in the order asked")
    func namesMissingScopes() async throws {
        try await withKeys { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            let scopes = ["z", "orders:read", "a", "z"]
            let verified = try await bench.listener.verify(Asked(key: key.text, scopes: scopes))
            #expect(try verified.json["missing_scopes"] == ["z", "a"])
            #expect(try verified.json["key_id"] == .string(key.id.description))
            #expect(try verified.json["valid"] == false)
        }
    }

    @Test("a key's group gives it its scopes")
    func readsGroup() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let group = try await bench.keyring.insertGroup(of: owner, scopes: ["reports:read"])
            let key = try await bench.keyring.insertKey(of: owner) { $0.group = group }
            let verified = try await bench.listener.verify(Asked(key: key.text, scopes: ["reports:read"]))
            #expect(verified.verdict == "VALID")
            #expect(try verified.json["scopes"] == ["reports:read"])
            #expect(
                try await bench.listener.verify(Asked(key: key.text, scopes: ["orders:read"])).verdict
                    == "INSUFFICIENT_SCOPE"
            )
        }
    }

    @Test("a suspended partner suspends its businesses")
    func suspendsChildren() async throws {
        try await withKeys { bench in
            let partner = try await bench.keyring.insertTenant(suspended: true)
            let business = try await bench.keyring.insertTenant(under: partner.id)
            let other = try await bench.keyring.insertTenant(under: try await bench.keyring.insertTenant().id)
            let key = try await bench.keyring.insertKey(of: business)
            let otherKey = try await bench.keyring.insertKey(of: other)
            // The second time the route is known.
            for _ in 0..<2 {
                #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "SUSPENDED")
                #expect(try await bench.listener.verify(Asked(key: otherKey.text)).verdict == "VALID")
            }
        }
    }

    @Test("a change is seen by the next check")
    func seesChanges() async throws {
        try await withKeys { bench in
            let key = try await bench.keyring.insertKey(of: try await bench.keyring.insertTenant())
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "VALID")
            try await bench.keyring.database.run("UPDATE keys SET revoked_at = clock_timestamp()")
            #expect(try await bench.listener.verify(Asked(key: key.text)).verdict == "REVOKED")
        }
    }
}
