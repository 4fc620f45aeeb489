import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/suspend and …/resume")
struct SuspendTenantTests {
    private let why: HTTPHeaders = ["Latchkey-Reason": "The bill has not been paid."]

    @Test("its keys are refused from the answer on, and let in again once it is resumed")
    func keys() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let key = try await platform.makeKey(in: cast.admin)
            for token in [cast.superUser, cast.partnerAdmin.token] {
                #expect(try await platform.verdict(key.secret) == "VALID")
                let suspended = try await platform.send(.POST, cast.path + "/suspend", token: token, headers: why)
                #expect(try await platform.verdict(key.secret) == "SUSPENDED")
                expectStatus(suspended, 200)
                let by = token == cast.superUser ? "STAFF" : "PARTNER"
                #expect(suspended.string("suspended_by") == by)
                #expect(suspended.string("suspended_at") != nil)
                #expect(suspended["suspended_through_partner"] == .bool(false))
                #expect(suspended.headers["ETag"] == ["\"1\""])
                let receipt = try JSON(parsing: Array((suspended.headers.first(name: "Latchkey-Receipt") ?? "").utf8))
                expectReceipt(receipt)
                let read = try await platform.send(.GET, cast.path, token: cast.member.token)
                #expect(try read.includes(suspended))

                let resumed = try await platform.send(.POST, cast.path + "/resume", token: token, headers: why)
                #expect(try await platform.verdict(key.secret) == "VALID")
                expectStatus(resumed, 200)
                #expect(resumed["suspended_at"] == .null && resumed["suspended_by"] == .null)
                #expect(!resumed.headers.contains(name: "Latchkey-Receipt"))
            }
        }
    }

    @Test("with a partner its businesses are suspended, people and keys, until that is resumed too")
    func throughPartner() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let key = try await platform.makeKey(in: cast.admin)
            let ask = { (path: String) in
                expectStatus(try await platform.send(.POST, path, token: cast.superUser, headers: why), 200)
            }
            try await ask(cast.partnerAdmin.path + "/suspend")
            #expect(try await platform.verdict(key.secret) == "SUSPENDED")
            for path in [cast.path, "/v1/tenants"] {
                let shown = try await platform.send(.GET, path, token: cast.admin.token)
                let tenant = path == cast.path ? try shown.json : try #require(shown["data", "0"])
                #expect(tenant["suspended_through_partner"] == .bool(true))
                #expect(tenant["suspended_at"] == .null)
            }
            let policy = try await platform.send(.GET, cast.path + "/policy", token: cast.admin.token)
            expectProblem(policy, 403, "TENANT_SUSPENDED")

            try await ask(cast.path + "/suspend")
            try await ask(cast.partnerAdmin.path + "/resume")
            #expect(try await platform.verdict(key.secret) == "SUSPENDED")
            try await ask(cast.path + "/resume")
            #expect(try await platform.verdict(key.secret) == "VALID")
        }
    }

    @Test("what staff suspended only staff resume, also where a partner had suspended it before")
    func staffsSuspension() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let (suspend, resume) = (cast.path + "/suspend", cast.path + "/resume")
            let partner = cast.partnerAdmin.token
            expectStatus(try await platform.send(.POST, suspend, token: partner), 200)
            let since = try await platform.send(.GET, cast.path, token: partner)["suspended_at"]
            let staffs = try await platform.send(.POST, suspend, token: cast.superUser, headers: why)
            #expect(staffs.string("suspended_by") == "STAFF")
            #expect(staffs["suspended_at"] == since)

            let refused = try await platform.send(.POST, resume, token: partner, headers: ["If-Match": "\"7\""])
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(refused["roles"] == ["SUPER_USER"])
            let again = try await platform.send(.POST, suspend, token: partner)
            #expect(again.string("suspended_by") == "STAFF")
            expectStatus(try await platform.send(.POST, resume, token: cast.superUser, headers: why), 200)
        }
    }

    @Test("doing so again changes nothing and leaves no second row; each row says who, why, and what was before")
    func audited() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for _ in 1...2 {
                let body: JSON = ["reason": "They asked for it."]
                let reply = try await platform.send(
                    .POST,
                    cast.path + "/suspend",
                    body,
                    token: cast.partnerAdmin.token
                )
                expectStatus(reply, 200)
                #expect(reply.headers.contains(name: "Latchkey-Receipt"))
            }
            for _ in 1...2 {
                let reply = try await platform.send(
                    .POST,
                    cast.path + "/resume",
                    token: cast.superUser,
                    headers: why
                )
                expectStatus(reply, 200)
            }
            let suspended = try await platform.audited("tenant.suspend", of: cast.business)
            let resumed = try await platform.audited("tenant.resume", of: cast.business)
            try #require(suspended.count == 1 && resumed.count == 1)
            #expect(suspended[0]["reason"] == "They asked for it.")
            #expect(suspended[0]["actor"]?["role"] == "PARTNER_ADMIN")
            #expect(suspended[0]["actor"]?["on_behalf_of"] == .string(cast.partnerAdmin.id))
            #expect(suspended[0]["before"] == .null)
            #expect(suspended[0]["after"]?["suspended_by"] == "PARTNER")
            #expect(resumed[0]["reason"] == "The bill has not been paid.")
            #expect(resumed[0]["before"] == suspended[0]["after"])
            #expect(resumed[0]["after"] == .null)
        }
    }

    @Test("is for SUPER_USER, and for a partner's admin on its businesses; nobody suspends their own tenant")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for verb in ["suspend", "resume"] {
                let ask = { (tenant: String, token: String) in
                    try await platform.send(.POST, "/v1/tenants/\(tenant)/\(verb)", token: token)
                }
                for token in [cast.support, cast.admin.token, cast.advisor.token, cast.member.token] {
                    expectProblem(try await ask(cast.business, token), 403, "ROLE_FORBIDDEN")
                }
                let own = try await ask(cast.partnerAdmin.id, cast.partnerAdmin.token)
                expectProblem(own, 403, "ROLE_FORBIDDEN")
                #expect(own["roles"] == ["SUPER_USER"])
                expectProblem(try await ask(cast.business, cast.superUser), 422, "REASON_REQUIRED")
                expectProblem(try await ask(cast.business, cast.stranger.token), 404, "NOT_FOUND")
                expectProblem(try await ask(ID<Tenant>.platform.description, cast.superUser), 404, "NOT_FOUND")
            }
        }
    }

    @Test("a suspended partner's admin suspends and resumes nothing; staff do")
    func suspendedPartner() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            try await platform.suspend(cast.partnerAdmin.id)
            for verb in ["suspend", "resume"] {
                let path = cast.path + "/\(verb)"
                let refused = try await platform.send(.POST, path, token: cast.partnerAdmin.token)
                expectProblem(refused, 403, "TENANT_SUSPENDED")
                expectStatus(try await platform.send(.POST, path, token: cast.superUser, headers: why), 200)
            }
        }
    }

    @Test("honours If-Match where it is sent, and names what is wrong with the body")
    func conditions() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ask = { (verb: String, body: JSON?, version: String) in
                try await platform.send(
                    .POST,
                    cast.path + "/\(verb)",
                    body,
                    token: cast.partnerAdmin.token,
                    headers: ["If-Match": version]
                )
            }
            for verb in ["suspend", "resume"] {
                expectProblem(try await ask(verb, nil, "\"2\""), 412, "PRECONDITION_FAILED")
                let wrong = try await ask(verb, ["colour": "red"], "\"2\"")
                expectProblem(wrong, 422, "VALIDATION_FAILED", ["/colour UNKNOWN_FIELD"])
                expectStatus(try await ask(verb, [:], "\"1\""), 200)
            }
            let long = try await ask("suspend", ["reason": .string(String(repeating: "x", count: 1001))], "*")
            expectProblem(long, 422, "VALIDATION_FAILED", ["/reason TOO_LONG"])
        }
    }

    @Test("while keys are made, none is made between a suspension and its end, and checks agree with what was answered")
    func concurrently() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let key = try await platform.makeKey(in: cast.admin)
            let partner = cast.partnerAdmin.token
            let outcomes = try await withThrowingTaskGroup(of: [UInt].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var statuses: [UInt] = []
                        for _ in 0..<12 {
                            let form: JSON = ["name": "A key", "scopes": ["customers:read"]]
                            let made = try await platform.send(
                                .POST,
                                cast.path + "/keys",
                                form,
                                token: cast.admin.token
                            )
                            statuses.append(made.status)
                            if made.status == 403 { expectProblem(made, 403, "TENANT_SUSPENDED") }
                        }
                        return statuses
                    }
                }
                for _ in 0..<6 {
                    expectStatus(try await platform.send(.POST, cast.path + "/suspend", token: partner), 200)
                    #expect(try await platform.verdict(key.secret) == "SUSPENDED")
                    let refused = try await platform.send(.GET, cast.path + "/keys", token: cast.admin.token)
                    expectProblem(refused, 403, "TENANT_SUSPENDED")
                    expectStatus(try await platform.send(.POST, cast.path + "/resume", token: partner), 200)
                    #expect(try await platform.verdict(key.secret) == "VALID")
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(outcomes).isSubset(of: [201, 403, 409]))
            var isSuspended = false
            for link in try await platform.auditTrail(of: cast.business) {
                switch try JSON(parsing: Array(link.row.utf8))["action"] {
                case "tenant.suspend"?: isSuspended = true
                case "tenant.resume"?: isSuspended = false
                case "key.create"?: #expect(!isSuspended)
                default: break
                }
            }
        }
    }

    @Test("of many at once by a partner and staff, what remains is staff's, in two rows at most")
    func race() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let replies = try await atOnce(12) { number in
                number.isMultiple(of: 2)
                    ? try await platform.send(.POST, cast.path + "/suspend", token: cast.superUser, headers: why)
                    : try await platform.send(.POST, cast.path + "/suspend", token: cast.partnerAdmin.token)
            }
            for reply in replies { expectStatus(reply, 200) }
            let shown = try await platform.send(.GET, cast.path, token: cast.support)
            #expect(shown.string("suspended_by") == "STAFF")
            #expect((1...2).contains(try await platform.audited("tenant.suspend", of: cast.business).count))
        }
    }
}
