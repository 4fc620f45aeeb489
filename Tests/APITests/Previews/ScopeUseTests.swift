import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

/// `GET /v1/tenants/{tenant}/keys/{key}/scopes`.
@Suite("Which of a key's scopes are in use", .timeLimit(.minutes(5)))
struct ScopeUseTests {
    private static let day = Duration.seconds(24 * 3600)

    private func withKey(
        _ body:
            @escaping @Sendable (TestPlatform, TestClock, _ secret: String, _ read: () async throws -> HTTPReply)
            async throws -> Void
    ) async throws {
        let clock = TestClock(try .at("2026-08-01T12:30:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let form: JSON = ["name": "Till", "scopes": ["customers:read", "invoices:read"]]
            let created = try await platform.send(.POST, admin.path + "/keys", form, token: admin.token)
            let path = admin.path + "/keys/" + (try #require(created.string("key", "id"))) + "/scopes"
            try await body(platform, clock, try #require(created.string("secret"))) {
                // A session does not last for months.
                let token = try await platform.signIn(admin.person)
                return try await platform.send(.GET, path, token: token)
            }
        }
    }

    private func scope(_ name: JSON, _ last: JSON, _ requests: JSON, _ unused: JSON) -> JSON {
        ["name": name, "last_used_at": last, "requests_90d": requests, "unused": unused]
    }

    @Test("is told by the hour, and that one is unused only once 90 days were observed")
    func unused() async throws {
        try await withKey { platform, clock, secret, read in
            for scopes in [["customers:read"], ["customers:read"], []] {
                #expect(try await platform.verdict(secret, scopes: scopes) == "VALID")
            }
            #expect(await platform.flushUsage())
            let young = try await read()
            expectStatus(young, 200)
            #expect(young.string("observed_since") == "2026-08-01T12:30:00.000Z")
            #expect(young["data", "0"] == scope("customers:read", "2026-08-01T12:00:00.000Z", 2, false))
            #expect(young["data", "1"] == scope("invoices:read", nil, 0, nil))

            clock.advance(by: Self.day * 90)
            let old = try await read()
            #expect(old["data", "0"] == scope("customers:read", "2026-08-01T12:00:00.000Z", 2, false))
            #expect(old["data", "1"] == scope("invoices:read", nil, 0, true))
            clock.advance(by: Self.day)
            #expect(try await read()["data", "0"] == scope("customers:read", nil, 0, true))
        }
    }

    @Test("is not told of the time in which something was used and it is not known for what")
    func gaps() async throws {
        try await withKey { platform, clock, secret, read in
            clock.advance(by: Self.day * 60)
            _ = try await platform.verdict(secret, scopes: ["customers:read"])
            #expect(await platform.flushUsage())
            try await platform.database.run("DELETE FROM usage_details")
            clock.advance(by: Self.day * 60)
            let found = try await read()
            #expect(found.string("observed_since") == "2026-09-30T13:00:00.000Z")
            #expect(found["data", "0"] == scope("customers:read", nil, 0, nil))
        }
    }

    @Test("is not called unused of a scope that the key may have got since, from an edit of it or of its group")
    func newScopes() async throws {
        let clock = TestClock(try .at("2026-08-01T12:30:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let key = try await platform.makeKey(in: admin, group: group)
            let unused = {
                let path = admin.path + "/keys/\(key.id)/scopes"
                let use = try await platform.send(.GET, path, token: try await platform.signIn(admin.person))
                expectStatus(use, 200)
                return use["data", "0", "unused"]
            }
            clock.advance(by: Self.day * 100)
            #expect(try await unused() == true)
            let edited = try await platform.send(
                .PATCH,
                admin.path + "/authorization-groups/\(group)",
                ["scopes": ["customers:read", "invoices:read"]],
                token: try await platform.signIn(admin.person),
                headers: ["If-Match": "\"1\""]
            )
            expectStatus(edited, 200)
            clock.advance(by: Self.day)
            #expect(try await unused() == .null)
            clock.advance(by: Self.day * 90)
            #expect(try await unused() == true)
            try await platform.database.run("UPDATE keys SET updated_at = updated_at + interval '180 days'")
            #expect(try await unused() == .null)
        }
    }
}
