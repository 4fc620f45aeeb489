import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("From signing in to a key that is refused")
struct MainJobTests {
    @Test("a key is created, listed, verified, revoked and refused", arguments: Preset.shipped.map(\.name))
    func mainJob(preset: String) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(preset)
            let me = try await platform.send(.GET, "/v1/me", token: admin.token)
            #expect(me.status == 200)
            #expect(me["memberships", "0", "tenant_id"] == .string(admin.id))

            let request = try await newKey(platform, admin)
            let created = try await platform.send(.POST, admin.path + "/keys", request, token: admin.token)
            #expect(created.status == 201, "\(String(decoding: created.body, as: UTF8.self))")
            let key = try #require(created.string("key", "id"))
            let secret = try #require(created.string("secret"))
            #expect(created.string("key", "status") == "ACTIVE")

            let list = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            #expect(list["data", "0", "id"] == .string(key))
            #expect(!String(decoding: list.body, as: UTF8.self).contains(secret))
            let read = try await platform.send(.GET, admin.path + "/keys/\(key)", token: admin.token)
            #expect(try read.json == created["key"])

            let valid = try await platform.verdict(secret)
            #expect(valid == "VALID")
            // Where a policy has a key disabled before it is revoked, this says so.
            let revoked = try await platform.send(
                .POST,
                admin.path + "/keys/\(key)/revoke",
                ["reason": "test", "compromised": true],
                token: admin.token
            )
            #expect(revoked.status == 200, "\(String(decoding: revoked.body, as: UTF8.self))")
            #expect(revoked.string("key", "status") == "REVOKED")
            expectReceipt(revoked["receipt"])
            let verdict = try await platform.verdict(secret)
            #expect(verdict == "REVOKED")
        }
    }

    private func newKey(_ platform: TestPlatform, _ admin: TestTenant) async throws -> JSON {
        let policy = try await platform.send(.GET, admin.path + "/policy", token: admin.token)
        let scope = try #require(policy["scopes", "0", "name"])
        guard policy.string("permission_model") == "GROUP" else { return ["name": "A key", "scopes": [scope]] }
        let group = try await platform.send(
            .POST,
            admin.path + "/authorization-groups",
            ["name": "Readers", "type": "TENANT_API_KEY", "scopes": [scope]],
            token: admin.token
        )
        #expect(group.status == 201)
        return ["name": "A key", "authorization_group_id": try #require(group["id"])]
    }
}
