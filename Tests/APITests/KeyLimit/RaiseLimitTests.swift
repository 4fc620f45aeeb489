import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("PUT /v1/tenants/{tenant}/key-limit")
struct RaiseLimitTests {
    @Test("staff set another limit and say why, and it is there at once")
    func raises() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for (limit, token, version) in [(30, cast.superUser, 2), (12, cast.support, 3)] as [(Int64, String, Int)] {
                let reply = try await platform.setLimit(limit, of: cast.admin, token)
                expectStatus(reply, 200)
                let shown: JSON = [
                    "limit": .integer(limit), "used": 0, "remaining": .integer(limit), "pending_request": nil,
                ]
                #expect(try reply.json == shown)
                #expect(reply.headers.first(name: "ETag") == "\"\(version)\"")
                let read = try await platform.keyLimit(of: cast.admin)
                #expect(read.body == reply.body)
                #expect(read.headers["ETag"] == reply.headers["ETag"])
            }
            let tenant = try await platform.send(.GET, cast.path, token: cast.admin.token)
            #expect(tenant["key_limit"] == 12)
            #expect(tenant.headers.first(name: "ETag") == "\"3\"")
        }
    }

    @Test("it is in the audit trail: by whom, why, before and after; setting what is there already is not")
    func audit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 10)
            let support = try await platform.makeStaff(.support)
            for _ in 0..<2 {
                let reply = try await platform.setLimit(30, of: admin, support, headers: ["Latchkey-Reason": "Other"])
                #expect(reply.headers.first(name: "ETag") == "\"2\"")
            }
            let rows = try await platform.auditTrail(of: admin.id).map { try JSON(parsing: Array($0.row.utf8)) }
            let raises = rows.filter { $0["action"] == "limit.raise" }
            #expect(raises.count == 1)
            #expect(raises[0]["object"] == .string(admin.id))
            #expect(raises[0]["actor"]?["role"] == "SUPPORT")
            #expect(raises[0]["reason"] == "A good customer")
            #expect(raises[0]["before"] == ["key_limit": 10])
            #expect(raises[0]["after"] == ["key_limit": 30])
            // The second one showed them what there is.
            let reads = rows.filter { $0["action"] == "staff.read" }
            #expect(reads.map { $0["after"] } == [["action": "limit.raise"]])
        }
    }

    @Test("a limit below what is in use takes no key away, and lets none be made until there are fewer")
    func lower() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let keys = [try await platform.makeKey(in: admin).id, try await platform.makeKey(in: admin).id]
            let staff = try await platform.makeStaff(.superUser)
            let reply = try await platform.setLimit(1, of: admin, staff)
            #expect(try reply.json == ["limit": 1, "used": 2, "remaining": 0, "pending_request": nil])
            let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
            for (key, status) in zip(keys, [409, 201] as [UInt]) {
                let revoked = try await platform.send(.POST, admin.path + "/keys/\(key)/revoke", token: admin.token)
                expectStatus(revoked, 200)
                let made = try await platform.send(.POST, admin.path + "/keys", form, token: admin.token)
                expectStatus(made, status)
            }
        }
    }

    @Test("the limit is met exactly by creations during which it is raised")
    func concurrency() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 5)
            let staff = try await platform.makeStaff(.superUser)
            let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
            let replies = try await withThrowingTaskGroup(of: HTTPReply?.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        guard number == 20 || number == 40 else {
                            return try await platform.send(.POST, admin.path + "/keys", form, token: admin.token)
                        }
                        expectStatus(try await platform.setLimit(Int64(number / 20 * 5 + 5), of: admin, staff), 200)
                        return nil
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
            }
            let limit = try await platform.keyLimit(of: admin)
            let made = replies.count { $0.status == 201 }
            #expect(limit["used"] == .integer(Int64(made)))
            #expect(replies.allSatisfy { $0.status == 201 || $0.code == "KEY_LIMIT_REACHED" })
            // However it went, no more than the highest limit that there was.
            #expect(5...15 ~= made)
        }
    }

    @Test("one that names another version than the tenant's is refused")
    func ifMatch() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.support)
            let stale = try await platform.setLimit(30, of: admin, staff, headers: ["If-Match": "\"2\""])
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            for version in ["\"1\"", "*"] {
                let fresh = try await platform.setLimit(30, of: admin, staff, headers: ["If-Match": version])
                expectStatus(fresh, 200)
            }
        }
    }

    @Test("is for staff; a suspension does not hold them up")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let wrong: JSON = ["limit": "many"]
            for role in Role.allCases {
                let reply = try await platform.send(.PUT, cast.path + "/key-limit", wrong, token: cast.token(of: role))
                guard role.isPlatform else {
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                    #expect(reply["roles"] == ["SUPER_USER", "SUPPORT"])
                    continue
                }
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/limit WRONG_TYPE", "/reason REQUIRED"])
            }
            let stranger = try await platform.send(.PUT, cast.path + "/key-limit", wrong, token: cast.stranger.token)
            expectProblem(stranger, 404, "NOT_FOUND")
            try await platform.suspend(cast.business)
            expectStatus(try await platform.setLimit(30, of: cast.admin, cast.support), 200)
        }
    }

    @Test("everything that is wrong is named at once")
    func form() async throws {
        try await withPlatform { platform in
            let path = try await platform.makeAdmin().path + "/key-limit"
            let staff = try await platform.makeStaff(.superUser)
            for limit in [-1, 1_000_001] as [Int64] {
                let body: JSON = ["limit": .integer(limit), "reason": "", "why": 1]
                let reply = try await platform.send(.PUT, path, body, token: staff)
                let errors = ["/limit OUT_OF_RANGE", "/reason BLANK", "/why UNKNOWN_FIELD"]
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            for (reason, code) in wrongReasons {
                let reply = try await platform.send(.PUT, path, ["limit": 30, "reason": reason], token: staff)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/reason \(code)"])
            }
            expectProblem(try await platform.send(.PUT, path, token: staff), 400, "INVALID_JSON")
        }
    }
}
