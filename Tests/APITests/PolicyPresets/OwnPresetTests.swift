import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("A preset of a platform's own")
struct OwnPresetTests {
    @Test("is chosen by a partner it is offered to, and the tenant says from which preset it came")
    func isChosen() async throws {
        try await withPlatform { platform in
            let (partner, tenant) = try await make(platform)
            #expect(tenant.string("policy") == "own-portal")
            #expect(tenant["key_limit"] == 3)
            let orphan = try await platform.send(
                .POST,
                "/v1/tenants",
                ["name": "No parent", "kind": "BUSINESS", "policy": "own-portal"],
                token: try await platform.makeStaff(.superUser),
                headers: ["Latchkey-Reason": "test"]
            )
            expectProblem(orphan, 422, "VALIDATION_FAILED", ["/policy NOT_ALLOWED"])
            let path = "/v1/tenants/\(tenant.string("id") ?? "")/policy"
            let policy = try await platform.send(.GET, path, token: partner.token)
            guard case .object(let columns)? = ownPreset["policy"] else { return }
            for column in columns where column.name != "key_roles" {
                #expect(policy[column.name] == column.value, "\(column.name)")
            }
        }
    }

    @Test("gives its tenants' keys their catalogue, environments, prefix, rate and longest life")
    func newKeys() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let (partner, tenant) = try await make(platform)
            let keys = "/v1/tenants/\(tenant.string("id") ?? "")/keys"
            let create = { (fields: JSON) in
                let body = (["name": "Test key", "scopes": ["doors:open"], "expires_in": "90d"] as JSON).with(fields)
                return try await platform.send(.POST, keys, body, token: partner.token)
            }
            let wrong: [(JSON, String)] = [
                (["scopes": ["payments:read"]], "/scopes/0 UNKNOWN_SCOPE"),
                (["expires_in": "91d"], "/expires_in NOT_ALLOWED_BY_POLICY"),
                (["expires_in": nil], "/expires_at REQUIRED"),
                (["expires_in": nil, "expires_on": "2027-04-15"], "/expires_on NOT_ALLOWED_BY_POLICY"),
            ]
            for (fields, error) in wrong {
                expectProblem(try await create(fields), 422, "VALIDATION_FAILED", [error])
            }
            let test = try await create(["environment": "TEST", "expires_in": nil, "expires_on": "2027-04-14"])
            #expect(test.string("key", "expires_at") == "2027-04-15T00:00:00.000Z")
            #expect(test.string("secret")?.hasPrefix("own_test_") == true)
            let full = try await create(["scopes": nil, "full_access": true])
            #expect(full["key", "scopes"] == ["doors:open", "doors:list"])
            let secret = try #require(full.string("secret"))
            #expect(secret.hasPrefix("own_live_"))
            for _ in 0..<3 { #expect(try await platform.verdict(secret, scopes: ["doors:list"]) == "VALID") }
            #expect(try await platform.verdict(secret) == "RATE_LIMITED")

            expectStatus(try await create([:]), 201)
            let fourth = try await create([:])
            expectProblem(fourth, 409, "KEY_LIMIT_REACHED")
            #expect(fourth["limit"] == 3)
        }
    }

    @Test("says who acts on its tenants' keys, and that they are disabled before they are revoked")
    func changes() async throws {
        try await withPlatform { platform in
            let (partner, tenant) = try await make(platform)
            let id = try #require(tenant.string("id"))
            let path = "/v1/tenants/\(id)/keys"
            let body: JSON = ["name": "Test key", "scopes": ["doors:open"], "expires_in": "1d"]
            let admin = try await platform.makePerson(.businessAdmin, in: id)
            let advisor = try await platform.makePerson(.advisor, in: id)
            expectProblem(try await platform.send(.POST, path, body, token: admin.token), 403, "ROLE_FORBIDDEN")
            let made = try await platform.send(.POST, path, body, token: advisor.token)
            let key = try #require(made.string("key", "id"))
            let revoke = path + "/\(key)/revoke"
            expectProblem(try await platform.send(.POST, revoke, token: partner.token), 409, "KEY_NOT_DISABLED")
            try await platform.disable(key: key)
            expectStatus(try await platform.send(.POST, revoke, token: partner.token), 200)
        }
    }

    /// The preset, a partner's admin, and a business that they made from it.
    private func make(_ platform: TestPlatform) async throws -> (partner: TestTenant, tenant: HTTPReply) {
        let staff = try await platform.makeStaff(.superUser)
        expectStatus(try await platform.makePreset(ownPreset, by: staff), 201)
        let partner = try await platform.makeAdmin("partner-portal")
        let tenant = try await platform.send(
            .POST,
            "/v1/tenants",
            ["name": "Own", "kind": "BUSINESS", "parent_id": .string(partner.id), "policy": "own-portal"],
            token: partner.token
        )
        expectStatus(tenant, 201)
        return (partner, tenant)
    }
}
