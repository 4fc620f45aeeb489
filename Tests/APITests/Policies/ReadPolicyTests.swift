import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/policy")
struct ReadPolicyTests {
    @Test("a tenant has its preset's policy, in full", arguments: Preset.shipped)
    func presets(preset: Preset) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(preset.name)
            let reply = try await platform.send(.GET, admin.path + "/policy", token: admin.token)
            expectStatus(reply, 200)
            #expect(try reply.json == preset.policy.json)
        }
    }

    @Test("an own limit is the tenant's, not its preset's")
    func limit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 3)
            let reply = try await platform.send(.GET, admin.path + "/policy", token: admin.token)
            #expect(reply["key_limit"] == 3)
        }
    }

    @Test("everybody reads it but members, and to strangers there is none")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases {
                let reply = try await platform.send(.GET, cast.path + "/policy", token: cast.token(of: role))
                if role == .member { expectProblem(reply, 403, "ROLE_FORBIDDEN") } else { expectStatus(reply, 200) }
            }
            let reply = try await platform.send(.GET, cast.path + "/policy", token: cast.stranger.token)
            expectProblem(reply, 404, "NOT_FOUND")
        }
    }
}
