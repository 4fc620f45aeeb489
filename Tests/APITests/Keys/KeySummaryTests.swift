import Domain
import NIOHTTP1
import Operations
import Postgres
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/keys/summary")
struct KeySummaryTests {
    @Test("a tenant without keys has none of any kind")
    func empty() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 7)
            let reply = try await platform.summary(admin)
            expectStatus(reply, 200)
            let expected: JSON = [
                "total": 0, "active": 0, "disabled": 0, "revoked": 0, "expired": 0, "total_requests": 0, "limit": 7,
                "used": 0,
            ]
            #expect(try reply.json == expected)
        }
    }

    @Test("counts keys by what they are now, before and after the sweep, and all the tenant's requests")
    func counts() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin(keyLimit: 9)
            let end: [String: JSON] = ["expires_at": "2027-01-15T13:00:00Z"]
            var ids: [String] = []
            for number in 0..<7 { ids.append(try await platform.makeKey(in: admin, number < 4 ? end : [:]).id) }
            for id in [ids[0], ids[4]] { try await platform.disable(key: id) }
            for id in [ids[1], ids[5]] { try await platform.revoke(id, in: admin) }
            let tenant: ID<Tenant> = try #require(ID(admin.id))
            for (id, requests) in [(ID<APIKey>(bits: 0), 41), (try #require(ID<APIKey>(ids[6])), 40)] {
                try await platform.database.run(
                    "INSERT INTO usage_totals (tenant_id, key_id, requests) VALUES (\(tenant), \(id), \(requests))"
                )
            }
            #expect(try await platform.summary(admin).text == Self.summary(active: 3, disabled: 2, expired: 0))
            clock.move(to: try .at("2027-01-15T13:00:00Z"))
            let expired = Self.summary(active: 1, disabled: 1, expired: 3)
            #expect(try await platform.summary(admin).text == expired)
            _ = try await ExpireKeys(platform: platform.operations)(in: tenant)
            #expect(try await platform.summary(admin).text == expired)

            // What has expired can still be revoked, and is then no longer expired.
            try await platform.revoke(ids[2], in: admin)
            let revoked = try await platform.summary(admin)
            #expect(revoked["expired"] == 2)
            #expect(revoked["revoked"] == 3)
        }
    }

    private static func summary(active: Int, disabled: Int, expired: Int) -> String {
        """
        {"total":7,"active":\(active),"disabled":\(disabled),"revoked":2,"expired":\(expired),"total_requests":41,\
        "limit":9,"used":\(active + disabled)}
        """
    }

    @Test("is for those who read keys, takes no parameters, and is no key's id")
    func refusals() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = cast.path + "/keys/summary"
            expectProblem(try await platform.send(.GET, path, token: cast.stranger.token), 404, "NOT_FOUND")
            expectProblem(try await platform.send(.GET, path, token: cast.member.token), 403, "ROLE_FORBIDDEN")
            let filtered = try await platform.send(.GET, path + "?status=ACTIVE", token: cast.admin.token)
            expectProblem(filtered, 422, "VALIDATION_FAILED", ["/query/status UNKNOWN_FIELD"])
            let posted = try await platform.send(.POST, path, [:], token: cast.admin.token)
            expectProblem(posted, 405, "METHOD_NOT_ALLOWED")
        }
    }
}

extension TestPlatform {
    fileprivate func summary(_ tenant: TestTenant) async throws -> HTTPReply {
        try await send(.GET, tenant.path + "/keys/summary", token: try await signIn(tenant.person))
    }
}
