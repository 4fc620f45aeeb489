import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/limit-requests")
struct ListLimitRequestsTests {
    @Test("requests are listed newest first, page by page, all of them or those in one state")
    func pages() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            let staff = try await platform.makeStaff(.support)
            var made: [String] = []
            for number in 0..<4 {
                let id = try await platform.makeLimitRequest(Int64(20 + number), in: admin)
                let decided =
                    switch number {
                    case 0, 2: try await platform.deny(id, of: admin, staff)
                    case 1: try await platform.approve(id, of: admin, staff)
                    default: try await platform.keyLimit(of: admin)
                    }
                expectStatus(decided, 200)
                made.insert(id, at: 0)
            }
            let path = admin.path + "/limit-requests"
            let ask = { (query: String) in try await platform.send(.GET, path + query, token: admin.token) }
            let first = try await ask("?limit=3")
            let second = try await ask("?limit=3&cursor=\(first.cursor)")
            #expect(first.data("id") + second.data("id") == made)
            #expect(second["next_cursor"] == .null)
            #expect(first.data("status") == ["PENDING", "DENIED", "APPROVED"])
            for (status, ids) in [("PENDING", [made[0]]), ("DENIED", [made[1], made[3]]), ("APPROVED", [made[2]])] {
                #expect(try await ask("?status=\(status)").data("id") == ids)
            }
            let denied = try await ask("?status=DENIED&limit=1")
            #expect(try await ask("?status=DENIED&limit=1&cursor=\(denied.cursor)").data("id") == [made[3]])
            for other in ["", "?status=PENDING", "?status=APPROVED"] {
                let query = "\(other)\(other.isEmpty ? "?" : "&")cursor=\(denied.cursor)"
                expectProblem(try await ask(query), 400, "INVALID_CURSOR")
            }
            let read = try await ask("/\(made[1])")
            guard case .array(let shown)? = first["data"] else { return }
            #expect(shown[1] == (try read.json))
        }
    }

    @Test("shows a tenant its own requests alone")
    func otherTenants() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeLimitRequest(in: cast.admin)
            let path = { (tenant: TestTenant) in tenant.path + "/limit-requests" }
            let own = try await platform.send(.GET, path(cast.stranger), token: cast.stranger.token)
            #expect(try own.json == ["data": [], "next_cursor": nil])
            for (path, token) in [
                (path(cast.admin), cast.stranger.token), (path(cast.admin) + "/\(id)", cast.stranger.token),
                (path(cast.stranger) + "/\(id)", cast.stranger.token),
                (path(cast.stranger) + "/\(id)", cast.support),
                (path(cast.partnerAdmin) + "/\(id)", cast.partnerAdmin.token),
                (path(cast.admin) + "/\(unknownID(LimitRequest.self))", cast.admin.token),
                (path(cast.admin) + "/lrq", cast.admin.token),
            ] {
                expectProblem(try await platform.send(.GET, path, token: token), 404, "NOT_FOUND")
            }
        }
    }

    @Test("is for everybody who can read the tenant but its members, who are told before their parameters are read")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeLimitRequest(in: cast.admin)
            let path = cast.path + "/limit-requests"
            for role in Role.allCases {
                for path in [path, path + "/\(id)"] {
                    let reply = try await platform.send(.GET, path, token: cast.token(of: role))
                    role == .member ? expectProblem(reply, 403, "ROLE_FORBIDDEN") : expectStatus(reply, 200)
                }
            }
            let bad = path + "?status=OPEN&limit=0&x=1"
            expectProblem(try await platform.send(.GET, bad, token: cast.stranger.token), 404, "NOT_FOUND")
            expectProblem(try await platform.send(.GET, bad, token: cast.member.token), 403, "ROLE_FORBIDDEN")
            let reply = try await platform.send(.GET, bad, token: cast.advisor.token)
            let errors = ["/query/status UNKNOWN_VALUE", "/query/limit OUT_OF_RANGE", "/query/x UNKNOWN_FIELD"]
            expectProblem(reply, 422, "VALIDATION_FAILED", errors)
        }
    }
}
