import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/authorization-groups")
struct ListGroupsTests {
    @Test("groups are listed oldest first, page by page")
    func pages() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            var made: [String] = []
            for name in ["Writers", "Readers", "Auditors"] {
                made.append(try await platform.makeGroup(in: admin, name: name, scopes: ["customers:read"]))
            }
            let path = admin.path + "/authorization-groups?limit=2"
            let first = try await platform.send(.GET, path, token: admin.token)
            #expect(first.data("name") == ["Writers", "Readers"])
            made.append(try await platform.makeGroup(in: admin, name: "Late", scopes: ["customers:read"]))
            let second = try await platform.send(.GET, path + "&cursor=\(first.cursor)", token: admin.token)
            #expect(first.data("id") + second.data("id") == made)
            #expect(second["next_cursor"] == .null)
        }
    }

    @Test("a cursor of another tenant's groups, or of another list, is refused")
    func cursors() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for tenant in [cast.admin, cast.stranger] {
                for name in ["One", "Two"] {
                    _ = try await platform.makeGroup(in: tenant, name: name, scopes: ["customers:read"])
                }
            }
            let path = cast.path + "/authorization-groups?limit=1"
            let foreign = try await platform.send(
                .GET,
                cast.stranger.path + "/authorization-groups?limit=1",
                token: cast.stranger.token
            )
            let tenants = try await platform.send(.GET, "/v1/tenants?limit=1", token: cast.support)
            for (cursor, token) in [(foreign.cursor, cast.admin.token), (tenants.cursor, cast.support)] {
                let reply = try await platform.send(.GET, path + "&cursor=\(cursor)", token: token)
                expectProblem(reply, 400, "INVALID_CURSOR")
            }
            let own = try await platform.send(.GET, path, token: cast.admin.token)
            let shared = try await platform.send(.GET, path + "&cursor=\(own.cursor)", token: cast.advisor.token)
            #expect(shared.data("name") == ["Two"])
        }
    }

    @Test("a list can be of one type, and its cursor is good for that type alone")
    func types() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for (name, type) in [("K1", "TENANT_API_KEY"), ("U1", "USER"), ("K2", "TENANT_API_KEY"), ("U2", "USER")] {
                _ = try await platform.makeGroup(in: admin, name: name, type: type, scopes: ["customers:read"])
            }
            let path = admin.path + "/authorization-groups?limit=1"
            let keys = try await platform.send(.GET, path + "&type=TENANT_API_KEY", token: admin.token)
            #expect(keys.data("name") == ["K1"])
            let more = path + "&type=TENANT_API_KEY&cursor=\(keys.cursor)"
            let rest = try await platform.send(.GET, more, token: admin.token)
            #expect(rest.data("name") == ["K2"])
            #expect(rest["next_cursor"] == .null)
            let users = try await platform.send(
                .GET,
                admin.path + "/authorization-groups?type=USER",
                token: admin.token
            )
            #expect(users.data("name") == ["U1", "U2"])

            for other in [path, path + "&type=USER"] {
                let reply = try await platform.send(.GET, other + "&cursor=\(keys.cursor)", token: admin.token)
                expectProblem(reply, 400, "INVALID_CURSOR")
            }
            for wrong in ["&type=", "&type=user", "&type=USER,TENANT_API_KEY"] {
                let reply = try await platform.send(.GET, path + wrong, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/query/type UNKNOWN_VALUE"])
            }
        }
    }

    @Test("everybody lists them but members, who are told before their parameters are read")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = cast.path + "/authorization-groups"
            for role in Role.allCases where role != .member {
                let reply = try await platform.send(.GET, path, token: cast.token(of: role))
                expectStatus(reply, 200)
            }
            let member = try await platform.send(.GET, path + "?limit=0", token: cast.member.token)
            expectProblem(member, 403, "ROLE_FORBIDDEN")
            let stranger = try await platform.send(.GET, path + "?limit=0", token: cast.stranger.token)
            expectProblem(stranger, 404, "NOT_FOUND")
            let admin = try await platform.send(.GET, path + "?limit=0", token: cast.admin.token)
            expectProblem(admin, 422, "VALIDATION_FAILED", ["/query/limit OUT_OF_RANGE"])
        }
    }
}
