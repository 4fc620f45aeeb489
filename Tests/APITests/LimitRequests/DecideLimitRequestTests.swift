import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/limit-requests/{limit_request}/approve and /deny")
struct DecideLimitRequestTests {
    @Test("an approval gives the tenant what it asked for, or another number, and says who and why")
    func approves() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for (granted, token, limit) in [(nil, cast.superUser, 50), (60, cast.support, 60)]
                as [(Int64?, String, Int64)]
            {
                let id = try await platform.makeLimitRequest(limit - (granted == nil ? 0 : 5), in: cast.admin)
                let reply = try await platform.approve(id, of: cast.admin, limit: granted, token)
                expectStatus(reply, 200)
                #expect(reply["status"] == "APPROVED")
                #expect(reply["granted_limit"] == .integer(limit))
                #expect(reply["current_limit"] == .integer(limit))
                #expect(reply["decision_reason"] == "Fine")
                #expect(reply["decided_by", "name"] == "Test Staff")
                #expect(reply["created_by", "name"] == "Test Person")
                #expect(reply.headers.first(name: "ETag") == "\"2\"")
                let read = try await platform.send(
                    .GET,
                    cast.path + "/limit-requests/\(id)",
                    token: cast.admin.token
                )
                #expect(read.body == reply.body)
                #expect(try await platform.keyLimit(of: cast.admin)["limit"] == .integer(limit))
            }
            let tenant = try await platform.send(.GET, cast.path, token: cast.admin.token)
            #expect(tenant.headers.first(name: "ETag") == "\"3\"")
        }
    }

    @Test("a denial says who and why, and changes nothing else")
    func denies() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            let id = try await platform.makeLimitRequest(in: admin)
            let before = try await platform.send(.GET, admin.path, token: admin.token)
            let reply = try await platform.deny(id, of: admin, try await platform.makeStaff(.support))
            expectStatus(reply, 200)
            #expect(reply["status"] == "DENIED")
            #expect(reply["granted_limit"] == .null)
            #expect(reply["decision_reason"] == "Not now")
            #expect(reply["decided_by", "name"] == "Test Staff")
            #expect(reply["current_limit"] == 10)
            #expect(reply["decided_at"] != .null)
            let after = try await platform.send(.GET, admin.path, token: admin.token)
            #expect(before.fingerprint == after.fingerprint)
        }
    }

    @Test("decisions are in the audit trail: by whom, why, before and after")
    func audit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            let support = try await platform.makeStaff(.support)
            let denied = try await platform.makeLimitRequest(in: admin)
            expectStatus(try await platform.deny(denied, of: admin, support), 200)
            let approved = try await platform.makeLimitRequest(in: admin)
            expectStatus(try await platform.approve(approved, of: admin, limit: 40, support), 200)
            let rows = try await platform.auditTrail(of: admin.id).map { try JSON(parsing: Array($0.row.utf8)) }
            let decisions = rows.filter { $0["action"] == "limit.decide" }
            #expect(decisions.map { $0["object"] } == [.string(denied), .string(approved)])
            #expect(decisions.map { $0["reason"] } == ["Not now", "Fine"])
            #expect(decisions.map { $0["actor"]?["role"] } == ["SUPPORT", "SUPPORT"])
            let asked: JSON = ["requested_limit": 50, "status": "PENDING", "granted_limit": nil, "key_limit": 10]
            #expect(decisions.map { $0["before"] } == [asked, asked])
            #expect(
                decisions.map { $0["after"] } == [
                    ["requested_limit": 50, "status": "DENIED", "granted_limit": nil, "key_limit": 10],
                    ["requested_limit": 50, "status": "APPROVED", "granted_limit": 40, "key_limit": 40],
                ]
            )
        }
    }

    @Test("decided is final, the same decision again too; only an idempotency key brings the first answer back")
    func once() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.superUser)
            let headers: HTTPHeaders = ["Idempotency-Key": "one"]
            let id = try await platform.makeLimitRequest(in: admin)
            let first = try await platform.approve(id, of: admin, staff, headers: headers)
            let again = try await platform.approve(id, of: admin, staff, headers: headers)
            #expect(again.status == 200)
            #expect(again.body == first.body)
            for reply in [
                try await platform.approve(id, of: admin, staff), try await platform.deny(id, of: admin, staff),
                try await platform.approve(id, of: admin, limit: 5, staff),
            ] {
                expectProblem(reply, 409, "LIMIT_REQUEST_DECIDED")
                #expect(reply["request_status"] == "APPROVED")
            }
            #expect(try await platform.keyLimit(of: admin)["limit"] == 50)
        }
    }

    @Test("of approvals and denials at once one is made")
    func concurrency() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            for isMixed in [false, true] {
                let admin = try await platform.makeAdmin(keyLimit: 10)
                let id = try await platform.makeLimitRequest(in: admin)
                let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                    for number in 0..<8 {
                        group.addTask {
                            isMixed && number % 2 == 0
                                ? try await platform.deny(id, of: admin, staff)
                                : try await platform.approve(id, of: admin, limit: Int64(20 + number), staff)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let made = replies.filter { $0.status == 200 }
                #expect(made.count == 1)
                #expect(replies.count { $0.code == "LIMIT_REQUEST_DECIDED" } == 7)
                let limit = made[0]["granted_limit"] == .null ? 10 : made[0]["granted_limit"]
                #expect(try await platform.keyLimit(of: admin)["limit"] == limit)
            }
        }
    }

    @Test("an approval that is no raise is refused, and the request still waits")
    func noRaise() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            let staff = try await platform.makeStaff(.support)
            let id = try await platform.makeLimitRequest(in: admin)
            for limit in [10, 9, 0] as [Int64] {
                let reply = try await platform.approve(id, of: admin, limit: limit, staff)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/limit NOT_A_RAISE"])
            }
            expectStatus(try await platform.setLimit(50, of: admin, staff), 200)
            let late = try await platform.approve(id, of: admin, staff)
            expectProblem(late, 422, "VALIDATION_FAILED", ["/limit NOT_A_RAISE"])
            #expect(try await platform.keyLimit(of: admin)["pending_request", "id"] == .string(id))
            expectStatus(try await platform.approve(id, of: admin, limit: 51, staff), 200)
        }
    }

    @Test("is for staff, in whose way no suspension is; a request of another tenant does not exist here")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let id = try await platform.makeLimitRequest(in: cast.admin)
            for step in ["approve", "deny"] {
                let path = cast.path + "/limit-requests/\(id)/" + step
                for role in Role.allCases {
                    let reply = try await platform.send(.POST, path, [:], token: cast.token(of: role))
                    role.isPlatform
                        ? expectProblem(reply, 422, "VALIDATION_FAILED", ["/reason REQUIRED"])
                        : expectProblem(reply, 403, "ROLE_FORBIDDEN")
                }
                let stranger = try await platform.send(.POST, path, [:], token: cast.stranger.token)
                expectProblem(stranger, 404, "NOT_FOUND")
                for unknown in [
                    "\(cast.stranger.path)/limit-requests/\(id)/\(step)",
                    "\(cast.path)/limit-requests/\(unknownID(LimitRequest.self))/\(step)",
                    "\(cast.path)/limit-requests/x/\(step)",
                ] {
                    let reply = try await platform.send(.POST, unknown, [:], token: cast.support)
                    expectProblem(reply, 404, "NOT_FOUND")
                }
            }
            try await platform.suspend(cast.business)
            expectStatus(try await platform.approve(id, of: cast.admin, cast.support), 200)
        }
    }

    @Test("everything that is wrong is named at once; a stale version is refused behind it")
    func form() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            let staff = try await platform.makeStaff(.superUser)
            let id = try await platform.makeLimitRequest(in: admin)
            let stale: HTTPHeaders = ["If-Match": "\"2\""]
            for (step, limit) in [("approve", "/limit WRONG_TYPE"), ("deny", "/limit UNKNOWN_FIELD")] {
                let path = admin.path + "/limit-requests/\(id)/" + step
                let bad: JSON = ["limit": "many", "why": "x"]
                let reply = try await platform.send(.POST, path, bad, token: staff, headers: stale)
                expectProblem(reply, 422, "VALIDATION_FAILED", [limit, "/reason REQUIRED", "/why UNKNOWN_FIELD"])
                for (reason, code) in wrongReasons {
                    let reply = try await platform.send(.POST, path, ["reason": reason], token: staff)
                    expectProblem(reply, 422, "VALIDATION_FAILED", ["/reason \(code)"])
                }
                let refused = try await platform.send(.POST, path, ["reason": "Fine"], token: staff, headers: stale)
                expectProblem(refused, 412, "PRECONDITION_FAILED")
            }
            let noRaise = try await platform.approve(id, of: admin, limit: 10, staff, headers: stale)
            expectProblem(noRaise, 422, "VALIDATION_FAILED", ["/limit NOT_A_RAISE"])
            let fresh: HTTPHeaders = ["If-Match": "\"1\""]
            expectStatus(try await platform.approve(id, of: admin, staff, headers: fresh), 200)
            let late = try await platform.approve(id, of: admin, staff, headers: fresh)
            expectProblem(late, 412, "PRECONDITION_FAILED")
            let decided = try await platform.approve(id, of: admin, limit: 10, staff, headers: stale)
            expectProblem(decided, 409, "LIMIT_REQUEST_DECIDED")
        }
    }
}
