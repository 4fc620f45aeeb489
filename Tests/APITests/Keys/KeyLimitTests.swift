import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("A tenant's limit of keys")
struct KeyLimitTests {
    @Test("is met exactly by 200 creations at once, and the others are told", arguments: [10, 25])
    func concurrency(limit: Int) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(limit == 10 ? "tenant-settings" : "business-integrations")
            let permissions: JSON.Member =
                limit == 10
                ? JSON.Member(
                    "authorization_group_id",
                    .string(try await platform.makeGroup(in: admin, scopes: ["customers:read"]))
                )
                : JSON.Member("scopes", ["customers:read"])
            let form = JSON.object([JSON.Member("name", "A key"), permissions])
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for _ in 0..<200 {
                    group.addTask { try await platform.send(.POST, admin.path + "/keys", form, token: admin.token) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let made = replies.filter { $0.status == 201 }
            #expect(made.count == limit)
            #expect(Set(made.compactMap { $0.string("secret") }).count == limit)
            for refused in replies where refused.status != 201 {
                expectProblem(refused, 409, "KEY_LIMIT_REACHED")
                #expect(refused["limit"] == .integer(Int64(limit)))
                #expect(refused["used"] == .integer(Int64(limit)))
            }
            let list = try await platform.send(.GET, admin.path + "/keys?limit=100", token: admin.token)
            #expect(Set(list.data("id")) == Set(made.compactMap { $0.string("key", "id") }))
        }
    }

    @Test("has room again when a key is revoked, not when one is disabled")
    func revocation() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 2)
            let first = try await platform.makeKey(in: admin).id
            let second = try await platform.makeKey(in: admin).id
            try await platform.disable(key: first)
            try await platform.expectFull(admin, used: 2)
            for _ in 0..<2 {
                let revoked = try await platform.send(.POST, admin.path + "/keys/\(second)/revoke", token: admin.token)
                expectStatus(revoked, 200)
            }
            _ = try await platform.makeKey(in: admin)
            try await platform.expectFull(admin, used: 2)
        }
    }

    @Test("has room again from the instant at which a key expires, once only")
    func expiry() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin(keyLimit: 2)
            let ending = try await platform.makeKey(in: admin, ["expires_at": "2027-01-15T12:00:10Z"]).id
            _ = try await platform.makeKey(in: admin)
            clock.advance(by: .seconds(10) - .microseconds(1))
            try await platform.expectFull(admin, used: 2)

            clock.advance(by: .microseconds(1))
            _ = try await platform.makeKey(in: admin)
            try await platform.expectFull(admin, used: 2)
            // Its place was free already.
            let revoked = try await platform.send(.POST, admin.path + "/keys/\(ending)/revoke", token: admin.token)
            expectStatus(revoked, 200)
            try await platform.expectFull(admin, used: 2)
        }
    }

    @Test("of none lets no key be made; what is wrong with the key is told first")
    func none() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 0)
            try await platform.expectFull(admin, used: 0)
            let wrong = try await platform.send(.POST, admin.path + "/keys", ["name": "A key"], token: admin.token)
            expectProblem(wrong, 422, "VALIDATION_FAILED", ["/scopes REQUIRED"])
        }
    }
}

extension TestPlatform {
    fileprivate func expectFull(
        _ admin: TestTenant,
        used: Int64,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await send(
            .POST,
            admin.path + "/keys",
            ["name": "A key", "scopes": ["customers:read"]],
            token: admin.token
        )
        expectProblem(reply, 409, "KEY_LIMIT_REACHED", nil, nil, at: location)
        #expect(reply["used"] == .integer(used), sourceLocation: location)
    }
}
