import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/limit-requests/{limit_request}")
struct ReadLimitRequestTests {
    @Test("everybody reads a request but members, as it was answered to whoever made it")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let made = try await platform.askForMore(in: cast.admin)
            let path = cast.path + "/limit-requests/\(try #require(made.string("id")))"
            for role in Role.allCases {
                let reply = try await platform.send(.GET, path, token: cast.token(of: role))
                guard role != .member else {
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                    continue
                }
                expectStatus(reply, 200)
                #expect(reply.body == made.body)
                #expect(reply.headers["ETag"] == made.headers["ETag"])
            }
        }
    }

    @Test("another tenant's request, one that does not exist and what is no id are answered alike, to staff too")
    func hidden() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let own = try await platform.makeLimitRequest(in: cast.admin)
            let foreign = try await platform.makeLimitRequest(in: cast.stranger)
            let path = cast.path + "/limit-requests/"
            for token in [cast.admin.token, cast.advisor.token, cast.partnerAdmin.token, cast.support, cast.superUser] {
                let missing = try await platform.send(.GET, path + unknownID(LimitRequest.self), token: token)
                expectProblem(missing, 404, "NOT_FOUND")
                for id in [foreign, "lrq_1", "lrq", "key_" + own.dropFirst(4), own.uppercased()] {
                    let reply = try await platform.send(.GET, path + id, token: token)
                    #expect(reply.fingerprint == missing.fingerprint, "\(id)")
                }
            }
        }
    }

    @Test("members are told that they may not, whether or not the request exists")
    func forbidden() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let own = try await platform.makeLimitRequest(in: cast.admin)
            let foreign = try await platform.makeLimitRequest(in: cast.stranger)
            let path = cast.path + "/limit-requests/"
            let refused = try await platform.send(.GET, path + own, token: cast.member.token)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            for id in [foreign, unknownID(LimitRequest.self)] {
                let reply = try await platform.send(.GET, path + id, token: cast.member.token)
                #expect(reply.fingerprint == refused.fingerprint, "\(id)")
            }
        }
    }
}
