import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/keys/{key}")
struct ReadKeyTests {
    @Test("a key is read with all its fields, and its version as the ETag")
    func reads() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin, name: "Till").id
            let reply = try await platform.send(.GET, admin.path + "/keys/\(id)", token: admin.token)
            expectStatus(reply, 200)
            #expect(reply.headers.first(name: "ETag") == "\"1\"")
            guard case .object(let members) = try reply.json else { throw NoObject() }
            let names = [
                "id", "tenant_id", "name", "description", "environment", "prefix", "scopes", "authorization_group",
                "status",
                "expiration", "expires_at", "last_used_at", "request_count", "request_count_this_period", "last_24h",
                "ip_allowlist", "rate_limit", "created_at", "created_by", "updated_at",
                "updated_by", "disabled_at", "revoked_at", "revocation_reason", "duplicated_from", "previous_secret",
            ]
            #expect(members.map(\.name) == names)
            let head = try await platform.send(.HEAD, admin.path + "/keys/\(id)", token: admin.token)
            #expect(head.status == 200)
            #expect(head.headers.first(name: "ETag") == "\"1\"")
            #expect(head.body.isEmpty)
        }
    }

    @Test("another tenant's key, one that does not exist and what is no id are answered alike")
    func hidden() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let foreign = try await platform.makeKey(in: cast.stranger).id
            let path = cast.path + "/keys/"
            let missing = try await platform.send(.GET, path + unknownID(APIKey.self), token: cast.admin.token)
            expectProblem(missing, 404, "NOT_FOUND")
            for id in [foreign, "key_1", "grp_" + foreign.dropFirst(4), foreign.uppercased()] {
                let reply = try await platform.send(.GET, path + id, token: cast.admin.token)
                #expect(reply.fingerprint == missing.fingerprint, "\(id)")
                let revoke = try await platform.send(.POST, path + id + "/revoke", token: cast.admin.token)
                #expect(revoke.fingerprint == missing.fingerprint, "\(id)")
            }
        }
    }

    private struct NoObject: Error {}
}
