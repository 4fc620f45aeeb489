import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("Who is at the limit")
struct RoomForKeysTests {
    @Test("is told which keys could be let go, best first, and whether more was asked for")
    func candidates() async throws {
        let clock = TestClock(try .at("2026-10-01T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            var admin = try await platform.makeAdmin(keyLimit: 6)
            let old = try await platform.makeKey(in: admin, name: "Old").id
            let used = try await platform.makeKey(in: admin, name: "Used").id
            clock.move(to: try .at("2027-01-15T12:00:00Z"))
            admin = try await platform.signedInAgain(admin)
            let unused = try await platform.makeKey(in: admin, name: "Unused").id
            try await platform.disable(key: unused)
            let ending = try await platform.makeKey(in: admin, name: "Ending", ["expires_at": "2027-01-20T00:00:00Z"])
                .id
            _ = try await platform.makeKey(in: admin, name: "Lapsed", ["expires_at": "2027-01-15T12:30:00Z"])
            clock.advance(by: .seconds(3600))
            for name in ["New", "Newer"] { _ = try await platform.makeKey(in: admin, name: name) }
            try await platform.use(old, at: .at("2026-10-02T00:00:00Z"))
            try await platform.use(used, at: .at("2027-01-14T00:00:00Z"))

            let full = try await platform.expectFull(admin)
            #expect(full["limit"] == 6)
            #expect(full["used"] == 6)
            #expect(full["pending_request_id"] == .null)
            guard case .array(let candidates)? = full["candidates"] else {
                Issue.record("no candidates")
                return
            }
            #expect(candidates.map { $0["id"] } == [ending, unused, old].map(JSON.string))
            #expect(
                candidates.map { $0["reasons"] } == [
                    ["EXPIRING_SOON", "NEVER_USED"], ["NEVER_USED"], ["UNUSED_90_DAYS"],
                ]
            )
            #expect(candidates.map { $0["status"] } == ["ACTIVE", "DISABLED", "ACTIVE"])
            let shown = try await platform.send(.GET, admin.path + "/keys/\(old)", token: admin.token)
            #expect(candidates[2]["prefix"] == shown["prefix"])
            #expect(candidates[2]["name"] == "Old")
            #expect(candidates[2]["created_at"] == "2026-10-01T12:00:00.000Z")
            #expect(candidates[2]["last_used_at"] == "2026-10-02T00:00:00.000Z")
            #expect(candidates[2]["expires_at"] == .null)
            #expect(candidates[0]["expires_at"] == "2027-01-20T00:00:00.000Z")
            #expect(candidates[0]["last_used_at"] == .null)

            let request = try await platform.makeLimitRequest(in: admin)
            #expect(try await platform.expectFull(admin)["pending_request_id"] == .string(request))
        }
    }

    @Test("is told ten keys at most")
    func atMostTen() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin(keyLimit: 12)
            var made: [JSON] = []
            for _ in 0..<12 {
                made.append(.string(try await platform.makeKey(in: admin).id))
                clock.advance(by: .seconds(1))
            }
            #expect(try await platform.expectFull(admin)["candidates"] == [])
            clock.advance(by: .seconds(3600))
            guard case .array(let candidates)? = try await platform.expectFull(admin)["candidates"] else {
                Issue.record("no candidates")
                return
            }
            #expect(candidates.map { $0["id"] } == Array(made.prefix(10)))
        }
    }
}

extension TestPlatform {
    fileprivate func expectFull(_ admin: TestTenant) async throws -> HTTPReply {
        let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
        let reply = try await send(.POST, admin.path + "/keys", form, token: admin.token)
        expectProblem(reply, 409, "KEY_LIMIT_REACHED")
        return reply
    }

    /// As if the key had been used then, and not since.
    fileprivate func use(_ key: String, at instant: Instant) async throws {
        let id: ID<APIKey> = try #require(ID(key))
        try await database.run(
            """
            INSERT INTO usage_totals (tenant_id, key_id, requests, last_used_at)
            SELECT tenant_id, id, 1, \(instant) FROM keys WHERE id = \(id)
            """
        )
    }
}
