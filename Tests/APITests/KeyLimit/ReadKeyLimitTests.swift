import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/key-limit")
struct ReadKeyLimitTests {
    @Test("says how many of how many keys are in use: 2 of 10")
    func usage() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            for _ in 0..<3 { _ = try await platform.makeKey(in: admin) }
            let gone = try await platform.makeKey(in: admin).id
            let disabled = try await platform.makeKey(in: admin).id
            try await platform.disable(key: disabled)
            expectStatus(
                try await platform.send(.POST, admin.path + "/keys/\(gone)/revoke", token: admin.token),
                200
            )
            let reply = try await platform.keyLimit(of: admin)
            expectStatus(reply, 200)
            #expect(try reply.json == ["limit": 10, "used": 4, "remaining": 6, "pending_request": nil])
            #expect(reply.headers.first(name: "ETag") == "\"1\"")
        }
    }

    @Test("does not count a key from the instant at which it expires")
    func expiry() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.makeKey(in: admin, ["expires_at": "2027-01-15T12:00:10Z"])
            clock.advance(by: .seconds(10) - .microseconds(1))
            #expect(try await platform.keyLimit(of: admin)["used"] == 1)
            clock.advance(by: .microseconds(1))
            #expect(try await platform.keyLimit(of: admin)["used"] == 0)
        }
    }

    @Test("shows the request that waits for an answer, whole")
    func pendingRequest() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeLimitRequest(in: admin)
            let request = try await platform.send(.GET, admin.path + "/limit-requests/\(id)", token: admin.token)
            let pending = try await platform.keyLimit(of: admin)
            #expect(pending["pending_request"] == (try request.json))
            let support = try await platform.makeStaff(.support)
            expectStatus(try await platform.deny(id, of: admin, support), 200)
            #expect(try await platform.keyLimit(of: admin)["pending_request"] == .null)
        }
    }

    @Test("is for everybody who can read the tenant but its members, and needs no reason of staff")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases {
                let reply = try await platform.send(.GET, cast.path + "/key-limit", token: cast.token(of: role))
                role == .member ? expectProblem(reply, 403, "ROLE_FORBIDDEN") : expectStatus(reply, 200)
            }
            let stranger = try await platform.send(.GET, cast.path + "/key-limit", token: cast.stranger.token)
            expectProblem(stranger, 404, "NOT_FOUND")
        }
    }
}
