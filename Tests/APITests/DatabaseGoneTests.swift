import Domain
import NIOHTTP1
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("When the database is gone", .serialized, .timeLimit(.minutes(5)))
struct DatabaseGoneTests {
    @Test("every call is answered 503, the process stays up and not ready, and all is well when it is back")
    func gone() async throws {
        try await withPlatformOnOwnServer { platform, server in
            let admin = try await platform.makeAdmin()
            let (key, secret) = try await platform.makeKey(in: admin)
            for end in [server.kill, { await server.stop() }] as [@Sendable () async throws -> Void] {
                let ready = try await platform.check(.GET, "/readyz")
                #expect(ready.status == 200)
                try await end()
                try await platform.expectUnavailable(admin, key, secret)

                try await server.start()
                try await platform.expectRecovery(admin, secret)
            }
        }
    }

    @Test("a server that only hangs is given up in time, and used again when it goes on")
    func hangs() async throws {
        let impatient = { (configuration: inout PostgresConfiguration) in
            configuration.connectTimeout = .seconds(1)
            configuration.statementTimeout = .seconds(1)
            configuration.grace = .milliseconds(500)
            configuration.poolTimeout = .seconds(1)
        }
        try await withPlatformOnOwnServer(impatient) { platform, server in
            let admin = try await platform.makeAdmin()
            let (key, secret) = try await platform.makeKey(in: admin)
            try await server.hang()
            let start = ContinuousClock.now
            try await platform.expectUnavailable(admin, key, secret)
            // Waiting for a connection, connecting and asking each have their second, and a half of grace.
            #expect(.now - start < .seconds(8))

            try await server.resume()
            try await platform.expectRecovery(admin, secret)
        }
    }

    @Test("what was answered 201 is kept, and only what was answered OUTCOME_UNKNOWN may be there besides")
    func underLoad() async throws {
        try await withPlatformOnOwnServer { platform, server in
            let admin = try await platform.makeAdmin(keyLimit: 100_000)
            let tally = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        while !tally.isOver {
                            let reply = try await platform.create(admin)
                            tally.count(reply)
                            if reply.status != 201 { expectProblem(reply, 503, reply.code ?? "") }
                        }
                    }
                }
                let began = try await eventually { tally.made.count >= 20 }
                #expect(began)
                try await server.kill()
                let failed = try await eventually { tally.refused > 0 }
                #expect(failed)
                try await server.start()
                let before = tally.made.count
                let recovered = try await eventually { tally.made.count >= before + 20 }
                #expect(recovered)
                tally.finish()
                try await group.waitForAll()
            }
            let kept = tally.made
            let stored = Set(try await platform.database.strings("SELECT kid FROM keys"))
            #expect(stored.isSuperset(of: kept))
            #expect(stored.count <= kept.count + tally.unknown)
            let open = try await platform.database.strings("SELECT max(open_keys) FROM tenant_state")
            #expect(open == ["\(stored.count)"])
            var chain = AuditChain.Verifier()
            chain.follow(try await platform.auditTrail(of: admin.id))
            #expect(chain.firstBad == nil)
        }
    }
}

/// What came of the creations.
private final class Tally: Sendable {
    private struct Counts {
        var made: Set<String> = []
        var unknown = 0
        var refused = 0
        var isOver = false
    }

    private let counts = Mutex(Counts())

    /// Public parts of the secrets that were handed out.
    var made: Set<String> { counts.withLock { $0.made } }
    var unknown: Int { counts.withLock { $0.unknown } }
    var refused: Int { counts.withLock { $0.refused } }
    var isOver: Bool { counts.withLock { $0.isOver } }

    func count(_ reply: HTTPReply) {
        let kid = reply.string("secret").map { String($0.dropFirst("biz_live_".count).prefix(16)) }
        counts.withLock { counts in
            if let kid { counts.made.insert(kid) }
            if reply.code == "OUTCOME_UNKNOWN" { counts.unknown += 1 }
            if reply.status != 201 { counts.refused += 1 }
        }
    }

    func finish() {
        counts.withLock { $0.isOver = true }
    }
}

extension TestPlatform {
    fileprivate func create(_ admin: TestTenant) async throws -> HTTPReply {
        try await send(
            .POST,
            admin.path + "/keys",
            ["name": "A key", "scopes": ["customers:read"]],
            token: admin.token
        )
    }

    /// Every kind of call, all at once.
    fileprivate func expectUnavailable(_ admin: TestTenant, _ key: String, _ secret: String) async throws {
        let calls: [(HTTPMethod, String, JSON?)] = [
            (
                .POST, "/v1/sessions",
                ["email": .string(staff.email), "password": .string(staff.password), "transport": "BEARER"]
            ),
            (.DELETE, "/v1/sessions/current", nil), (.GET, "/v1/me", nil), (.GET, "/v1/tenants", nil),
            (.POST, "/v1/tenants", [:]), (.GET, admin.path, nil), (.GET, admin.path + "/policy", nil),
            (.GET, admin.path + "/authorization-groups", nil), (.POST, admin.path + "/authorization-groups", [:]),
            (.GET, admin.path + "/keys", nil), (.POST, admin.path + "/keys", [:]),
            (.GET, admin.path + "/keys/\(key)", nil), (.POST, admin.path + "/keys/\(key)/revoke", nil),
            (.GET, admin.path + "/webhook-endpoints", nil), (.POST, admin.path + "/webhook-endpoints", [:]),
            (.GET, admin.path + "/usage", nil), (.GET, admin.path + "/keys/\(key)/usage", nil),
        ]
        // What is in memory is good for as long as the lease.
        let hasLapsed = try await eventually {
            try await check(.GET, "/v1/authorize", headers: ["X-API-Key": secret]).status == 503
        }
        #expect(hasLapsed)
        try await withThrowingTaskGroup(of: HTTPReply.self) { group in
            for (method, path, body) in calls {
                group.addTask {
                    try await send(method, path, body, token: path == "/v1/sessions" ? nil : admin.token)
                }
            }
            group.addTask { try await check(.POST, "/v1/verify", ["key": .string(secret)]) }
            group.addTask {
                try await check(.POST, "/v1/outcomes", [["key_id": .string(key), "succeeded": 1, "failed": 0]])
            }
            group.addTask { try await check(.GET, "/readyz") }
            for try await reply in group { expectProblem(reply, 503, "UNAVAILABLE") }
        }
        let authorize = try await check(.GET, "/v1/authorize", headers: ["X-API-Key": secret])
        #expect(authorize.status == 503)
        #expect(authorize.headers.contains(name: "Retry-After"))
        let live = try await check(.GET, "/livez")
        #expect(live.status == 200)
    }

    /// By itself: nothing of the platform was started anew.
    fileprivate func expectRecovery(_ admin: TestTenant, _ secret: String) async throws {
        let ready = try await eventually { try await check(.GET, "/readyz").status == 200 }
        #expect(ready)
        let made = try await create(admin)
        expectStatus(made, 201)
        let verdict = try await verdict(secret)
        #expect(verdict == "VALID")
    }
}
