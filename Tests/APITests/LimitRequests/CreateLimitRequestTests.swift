import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/limit-requests")
struct CreateLimitRequestTests {
    @Test("a tenant asks for more keys and says why; nothing changes until staff decide")
    func asks() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            _ = try await platform.makeKey(in: admin)
            let reply = try await platform.askForMore(25, reason: "Black\nFriday", in: admin)
            expectStatus(reply, 201)
            let id = try #require(reply.string("id"))
            #expect(id.hasPrefix("lrq_"))
            let me = try await platform.send(.GET, "/v1/me", token: admin.token)
            let user = try #require(me["user"])
            let shown: JSON = [
                "id": .string(id), "tenant_id": .string(admin.id),
                "tenant": ["id": .string(admin.id), "name": "Test Tenant"], "requested_limit": 25,
                "reason": "Black\nFriday", "status": "PENDING", "created_at": "2027-01-15T12:00:00.000Z",
                "created_by": ["id": user["id"] ?? nil, "name": "Test Person"], "decided_at": nil, "decided_by": nil,
                "decision_reason": nil, "granted_limit": nil, "current_limit": 10, "used": 1,
            ]
            #expect(try reply.json == shown)
            let limit = try await platform.keyLimit(of: admin)
            #expect(limit["limit"] == 10)
            #expect(limit["pending_request"] == shown)
            let audited = try await platform.auditTrail(of: admin.id).map { try JSON(parsing: Array($0.row.utf8)) }.last
            #expect(audited?["action"] == "limit.request")
            #expect(audited?["object"] == .string(id))
            #expect(audited?["reason"] == "Black\nFriday")
            #expect(audited?["after"] == ["requested_limit": 25, "status": "PENDING", "granted_limit": nil])
        }
    }

    @Test("one request waits at a time; a decided one is in nobody's way")
    func oneAtATime() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let support = try await platform.makeStaff(.support)
            let first = try await platform.makeLimitRequest(in: admin)
            let second = try await platform.askForMore(60, in: admin)
            expectProblem(second, 409, "LIMIT_REQUEST_PENDING")
            #expect(second["pending_request_id"] == .string(first))
            expectStatus(try await platform.deny(first, of: admin, support), 200)
            expectStatus(try await platform.askForMore(60, in: admin), 201)
            // What another tenant asked for is its own business.
            expectStatus(try await platform.askForMore(in: try await platform.makeAdmin()), 201)
        }
    }

    @Test("of two requests at once one is made")
    func concurrency() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for _ in 0..<8 { group.addTask { try await platform.askForMore(in: admin) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.count { $0.status == 201 } == 1)
            #expect(replies.count { $0.code == "LIMIT_REQUEST_PENDING" } == 7)
            let list = try await platform.send(.GET, admin.path + "/limit-requests", token: admin.token)
            #expect(list.data("id").count == 1)
        }
    }

    @Test("what is not more than there is, is no request")
    func noRaise() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            for limit in [10, 9, 0] as [Int64] {
                let reply = try await platform.askForMore(limit, in: admin)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/requested_limit NOT_A_RAISE"])
            }
            expectStatus(try await platform.askForMore(11, in: admin), 201)
        }
    }

    @Test("is for those who run the tenant's keys, not for staff or members; nobody asks for a suspended tenant")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = cast.path + "/limit-requests"
            for role in Role.allCases {
                let reply = try await platform.send(.POST, path, ["reason": 1], token: cast.token(of: role))
                guard [.partnerAdmin, .businessAdmin, .advisor].contains(role) else {
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                    continue
                }
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/requested_limit REQUIRED", "/reason WRONG_TYPE"])
            }
            let stranger = try await platform.send(.POST, path, ["reason": 1], token: cast.stranger.token)
            expectProblem(stranger, 404, "NOT_FOUND")
            try await platform.suspend(cast.partnerAdmin.id)
            expectProblem(try await platform.askForMore(in: cast.admin), 403, "TENANT_SUSPENDED")
        }
    }

    @Test("everything that is wrong is named at once")
    func form() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let path = admin.path + "/limit-requests"
            let bad: JSON = ["requested_limit": 1_000_001, "reason": "", "limit": 30]
            let reply = try await platform.send(.POST, path, bad, token: admin.token)
            let errors = ["/requested_limit OUT_OF_RANGE", "/reason BLANK", "/limit UNKNOWN_FIELD"]
            expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            for (reason, code) in wrongReasons {
                let body: JSON = ["requested_limit": 50, "reason": reason]
                let reply = try await platform.send(.POST, path, body, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/reason \(code)"])
            }
        }
    }

    @Test("asked for again under the same idempotency key, is answered the same")
    func idempotency() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let ask = {
                try await platform.send(
                    .POST,
                    admin.path + "/limit-requests",
                    ["requested_limit": 50, "reason": "Black Friday"],
                    token: admin.token,
                    headers: ["Idempotency-Key": "one"]
                )
            }
            let (first, again) = (try await ask(), try await ask())
            for reply in [first, again] { expectStatus(reply, 201) }
            #expect(first.body == again.body)
            #expect(again.headers.first(name: "Idempotent-Replayed") == "true")
        }
    }
}
