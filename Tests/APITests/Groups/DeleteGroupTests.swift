import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("DELETE /v1/tenants/{tenant}/authorization-groups/{group}")
struct DeleteGroupTests {
    @Test(
        "a group that nothing uses is gone, with a receipt, and its name is free again",
        arguments: GroupType.allCases
    )
    func deletes(type: GroupType) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeGroup(in: admin, type: type.rawValue, scopes: ["customers:read"])
            let path = admin.path + "/authorization-groups/\(id)"
            let reply = try await platform.send(.DELETE, path, token: admin.token)
            expectStatus(reply, 204)
            #expect(reply.body.isEmpty)
            let receipt = try JSON(parsing: Array((reply.headers.first(name: "Latchkey-Receipt") ?? "").utf8))
            #expect(receipt["verifiers"] == 0)

            for method in [HTTPMethod.GET, .DELETE] {
                expectProblem(try await platform.send(method, path, token: admin.token), 404, "NOT_FOUND")
            }
            let trail = try await platform.auditTrail(of: admin.id)
            let row = try JSON(parsing: Array(try #require(trail.last).row.utf8))
            #expect(row["object"] == .string(id))
            #expect(row["before"]?["scopes"] == ["customers:read"])
            #expect(row["after"] == .null)
            _ = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
        }
    }

    @Test("whoever may not read the tenant's keys is told how many keep it, and not which")
    func unnamed() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let child = try await platform.makeTenant("tenant-settings", parent: partner.id)
            let admin = try await platform.makePerson(.businessAdmin, in: child)
            let id = try await platform.makeGroup(in: admin, scopes: ["payments:read"])
            _ = try await platform.makeKey(in: admin, group: id)
            let path = admin.path + "/authorization-groups/\(id)"
            let told = try await platform.send(.DELETE, path, token: partner.token)
            expectProblem(told, 409, "GROUP_IN_USE")
            #expect(told["key_count"] == 1)
            #expect(told["keys"] == [])
            let named = try await platform.send(.DELETE, path, token: admin.token)
            #expect(named["keys", "0", "name"] == "Test key")
        }
    }

    @Test("one that active, disabled or expired keys have is refused, and says which; revoked keys do not count")
    func keys() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let id = try await platform.makeGroup(in: admin, scopes: ["payments:read"])
            let path = admin.path + "/authorization-groups/\(id)"
            let active = try await platform.makeKey(in: admin, group: id)
            clock.advance(by: .seconds(1))
            let disabled = try await platform.makeKey(in: admin, group: id)
            try await platform.disable(key: disabled.id)
            clock.advance(by: .seconds(1))
            let expiring = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "Short", "authorization_group_id": .string(id), "expires_in": "1d"],
                token: admin.token
            )
            let expired = try #require(expiring.string("key", "id"))
            clock.advance(by: .seconds(2 * 86_400))
            let token = try await platform.signIn(admin.person)

            let refused = try await platform.send(.DELETE, path, token: token)
            expectProblem(refused, 409, "GROUP_IN_USE")
            #expect(refused.string("detail") == "This group is in use: 3 keys have it.")
            #expect(refused["key_count"] == 3)
            #expect(refused["member_count"] == 0)
            #expect(refused["members"] == [])
            #expect(
                refused["keys"] == [
                    ["id": .string(active.id), "name": "Test key", "status": "ACTIVE"],
                    ["id": .string(disabled.id), "name": "Test key", "status": "DISABLED"],
                    ["id": .string(expired), "name": "Short", "status": "EXPIRED"],
                ]
            )
            for key in [active.id, disabled.id, expired] {
                expectProblem(try await platform.send(.DELETE, path, token: token), 409, "GROUP_IN_USE")
                let revoked = try await platform.send(.POST, admin.path + "/keys/\(key)/revoke", token: token)
                expectStatus(revoked, 200)
            }
            expectStatus(try await platform.send(.DELETE, path, token: token), 204)
            let key = try await platform.send(.GET, admin.path + "/keys/\(active.id)", token: token)
            #expect(key["authorization_group"] == .null)
            #expect(key["scopes"] == ["payments:read"])
            #expect(key["status"] == "REVOKED")
            #expect(try await platform.verdict(active.secret) == "REVOKED")
        }
    }

    @Test("one that is somebody's ceiling is refused, and says whose")
    func ceilings() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let bounded = try await platform.makePerson(.advisor, in: admin.id, name: "Ada Advisor")
            let id = try await platform.makeGroup(in: admin, type: "USER", scopes: ["payments:read"])
            try await platform.limit(bounded.person, to: id)
            let reply = try await platform.send(
                .DELETE,
                admin.path + "/authorization-groups/\(id)",
                token: admin.token
            )
            expectProblem(reply, 409, "GROUP_IN_USE")
            #expect(reply.string("detail") == "This group is in use: 1 member is limited to it.")
            #expect(reply["key_count"] == 0)
            #expect(reply["member_count"] == 1)
            #expect(reply["members", "0", "role"] == "ADVISOR")
            #expect(reply["members", "0", "user", "name"] == "Ada Advisor")
            #expect(reply["members", "0", "id"] != nil)
        }
    }

    @Test("ten are named at most, and all are counted")
    func many() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings", keyLimit: 12)
            let id = try await platform.makeGroup(in: admin, scopes: ["payments:read"])
            for _ in 0..<12 { _ = try await platform.makeKey(in: admin, group: id) }
            let reply = try await platform.send(
                .DELETE,
                admin.path + "/authorization-groups/\(id)",
                token: admin.token
            )
            expectProblem(reply, 409, "GROUP_IN_USE")
            #expect(reply["key_count"] == 12)
            guard case .array(let keys)? = reply["keys"] else { return }
            #expect(keys.count == 10)
        }
    }

    @Test("whoever manages groups deletes them, staff with a reason; the version is honoured when it is sent")
    func refusals() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let foreign = try await platform.makeGroup(in: cast.stranger, scopes: ["customers:read"])
            for role in Role.allCases {
                let id = try await platform.makeGroup(in: cast.admin, name: role.rawValue, scopes: ["customers:read"])
                let path = cast.path + "/authorization-groups/\(id)"
                let headers: HTTPHeaders = ["Latchkey-Reason": "test"]
                let reply = try await platform.send(.DELETE, path, token: cast.token(of: role), headers: headers)
                switch role {
                case .superUser, .partnerAdmin, .businessAdmin: expectStatus(reply, 204)
                case .support, .advisor, .member: expectProblem(reply, 403, "ROLE_FORBIDDEN")
                }
            }
            let id = try await platform.makeGroup(in: cast.admin, scopes: ["customers:read"])
            let path = cast.path + "/authorization-groups/"
            let ask = { (id: String, token: String, headers: HTTPHeaders) in
                try await platform.send(.DELETE, path + id, token: token, headers: headers)
            }
            expectProblem(try await ask(id, cast.stranger.token, [:]), 404, "NOT_FOUND")
            expectProblem(try await ask(id, cast.superUser, [:]), 422, "REASON_REQUIRED")
            expectProblem(try await ask(foreign, cast.admin.token, [:]), 404, "NOT_FOUND")
            let stale = try await ask(id, cast.admin.token, ["If-Match": "\"2\""])
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            expectStatus(try await ask(id, cast.admin.token, ["If-Match": "\"1\""]), 204)
        }
    }

    @Test("while keys are made with it, either it goes or they come: no key is left without its group")
    func races() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings", keyLimit: 1_000)
            for round in 0..<15 {
                let id = try await platform.makeGroup(in: admin, name: "Group \(round)", scopes: ["payments:read"])
                let body: JSON = ["name": "Test key", "authorization_group_id": .string(id)]
                async let deletion = platform.send(
                    .DELETE,
                    admin.path + "/authorization-groups/\(id)",
                    token: admin.token
                )
                let creations = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                    for _ in 0..<5 {
                        group.addTask {
                            try await platform.send(.POST, admin.path + "/keys", body, token: admin.token)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let made = creations.filter { $0.status == 201 }
                if made.isEmpty {
                    expectStatus(try await deletion, 204)
                } else {
                    expectProblem(try await deletion, 409, "GROUP_IN_USE")
                    #expect(made.count == creations.count)
                }
                for refused in creations where refused.status != 201 {
                    let errors = ["/authorization_group_id UNKNOWN_GROUP"]
                    expectProblem(refused, 422, "VALIDATION_FAILED", errors)
                }
                for key in made {
                    let secret = try #require(key.string("secret"))
                    #expect(try await platform.verdict(secret, scopes: ["payments:read"]) == "VALID")
                }
            }
        }
    }
}
