import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/policy-presets/{preset}")
struct ReadPresetTests {
    @Test("a preset is read in full, with its version")
    func reads() async throws {
        try await withPlatform { platform in
            let support = try await platform.makeStaff(.support)
            for preset in Preset.shipped {
                let reply = try await platform.send(.GET, "/v1/policy-presets/\(preset.name)", token: support)
                expectStatus(reply, 200)
                #expect(try reply.json == preset.json)
                #expect(reply.headers.first(name: "ETag") == "\"1\"")
            }
        }
    }

    @Test("to a partner, one that is not offered does not exist; to those who make no tenants, all are forbidden")
    func hidden() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let read = { (name: String, token: String) in
                try await platform.send(.GET, "/v1/policy-presets/\(name)", token: token)
            }
            let missing = try await read("nonesuch", cast.partnerAdmin.token)
            expectProblem(missing, 404, "NOT_FOUND")
            for name in ["partner-portal", "tenant-settings", "Merchant-Portal"] {
                let reply = try await read(name, cast.partnerAdmin.token)
                #expect(reply.fingerprint == missing.fingerprint, "\(name)")
            }
            expectStatus(try await read("merchant-portal", cast.partnerAdmin.token), 200)
            for role in [Role.businessAdmin, .advisor, .member] {
                for name in ["merchant-portal", "nonesuch"] {
                    expectProblem(try await read(name, cast.token(of: role)), 403, "ROLE_FORBIDDEN")
                }
            }
        }
    }
}
