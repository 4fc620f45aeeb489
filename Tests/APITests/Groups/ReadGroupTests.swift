import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/authorization-groups/{group}")
struct ReadGroupTests {
    @Test("everybody reads a group but members")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeGroup(in: cast.admin, scopes: ["customers:read"])
            for role in Role.allCases {
                let reply = try await platform.send(
                    .GET,
                    cast.path + "/authorization-groups/\(id)",
                    token: cast.token(of: role)
                )
                if role == .member { expectProblem(reply, 403, "ROLE_FORBIDDEN") } else { expectStatus(reply, 200) }
            }
        }
    }

    @Test("another tenant's group, one that does not exist and what is no id are answered alike")
    func hidden() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let foreign = try await platform.makeGroup(in: cast.stranger, scopes: ["customers:read"])
            let path = cast.path + "/authorization-groups/"
            let missing = try await platform.send(
                .GET,
                path + unknownID(AuthorizationGroup.self),
                token: cast.admin.token
            )
            expectProblem(missing, 404, "NOT_FOUND")
            for id in [foreign, "grp_1", "key_" + foreign.dropFirst(4)] {
                let reply = try await platform.send(.GET, path + id, token: cast.admin.token)
                #expect(reply.fingerprint == missing.fingerprint, "\(id)")
            }
        }
    }
}
