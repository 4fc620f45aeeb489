import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/policy-presets")
struct ListPresetsTests {
    @Test("staff see all of them by name, page by page, and new ones in their place")
    func pages() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let path = "/v1/policy-presets?limit=2"
            let first = try await platform.send(.GET, path, token: staff)
            #expect(first.data("name") == ["business-integrations", "enterprise-dashboard"])
            for name in ["aaa", "nnn"] {
                expectStatus(try await platform.makePreset(ownPreset.with(["name": .string(name)]), by: staff), 201)
            }
            let second = try await platform.send(.GET, path + "&cursor=\(first.cursor)", token: staff)
            #expect(second.data("name") == ["merchant-portal", "nnn"])
            let third = try await platform.send(.GET, path + "&cursor=\(second.cursor)", token: staff)
            #expect(third.data("name") == ["partner-portal", "tenant-settings"])
            #expect(third["next_cursor"] == .null)
            for shipped in Preset.shipped {
                let reply = try await platform.send(.GET, "/v1/policy-presets/\(shipped.name)", token: staff)
                #expect(try reply.json == shipped.json)
            }
        }
    }

    @Test("a partner's admin sees those that are offered, and whoever can make no tenant sees none")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = "/v1/policy-presets"
            for role in Role.allCases {
                let reply = try await platform.send(.GET, path, token: cast.token(of: role))
                switch role {
                case .superUser, .support: #expect(reply.data("name") == Preset.shipped.map(\.name).sorted())
                case .partnerAdmin: #expect(reply.data("name") == ["business-integrations", "merchant-portal"])
                case .businessAdmin, .advisor, .member:
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                    #expect(reply["roles"] == ["SUPER_USER", "SUPPORT", "PARTNER_ADMIN"])
                    let wrong = try await platform.send(.GET, path + "?x=1&limit=0", token: cast.token(of: role))
                    expectProblem(wrong, 403, "ROLE_FORBIDDEN")
                }
            }
            let wrong = try await platform.send(.GET, path + "?x=1&limit=0", token: cast.support)
            expectProblem(wrong, 422, "VALIDATION_FAILED", ["/query/limit OUT_OF_RANGE", "/query/x UNKNOWN_FIELD"])
        }
    }

    @Test("a cursor of staff's list is no good for a partner's, nor one of another list")
    func cursors() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = "/v1/policy-presets?limit=1"
            let staffs = try await platform.send(.GET, path, token: cast.support)
            let tenants = try await platform.send(.GET, "/v1/tenants?limit=1", token: cast.support)
            for (cursor, token) in [(staffs.cursor, cast.partnerAdmin.token), (tenants.cursor, cast.support)] {
                let reply = try await platform.send(.GET, path + "&cursor=\(cursor)", token: token)
                expectProblem(reply, 400, "INVALID_CURSOR")
            }
            let partners = try await platform.send(.GET, path, token: cast.partnerAdmin.token)
            let more = path + "&cursor=\(partners.cursor)"
            let rest = try await platform.send(.GET, more, token: cast.partnerAdmin.token)
            #expect(rest.data("name") == ["merchant-portal"])
        }
    }
}
