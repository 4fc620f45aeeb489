import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/limit-requests")
struct LimitRequestInboxTests {
    @Test("staff see what every tenant asks for, oldest first, beside the limit that it has")
    func inbox() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.support)
            var tenants: [TestTenant] = []
            var made: [String] = []
            for number in 0..<4 {
                let admin = try await platform.makeAdmin(keyLimit: 10 + number)
                for _ in 0..<number { _ = try await platform.makeKey(in: admin) }
                made.append(try await platform.makeLimitRequest(in: admin))
                tenants.append(admin)
            }
            try await platform.suspend(tenants[3].id)
            expectStatus(try await platform.deny(made[1], of: tenants[1], staff), 200)
            let ask = { (query: String) in try await platform.send(.GET, "/v1/limit-requests" + query, token: staff) }
            let waiting = try await ask("?status=PENDING&limit=2")
            #expect(waiting.data("id") == [made[0], made[2]])
            let rest = try await ask("?status=PENDING&limit=2&cursor=\(waiting.cursor)")
            #expect(rest.data("id") == [made[3]])
            #expect(rest["next_cursor"] == .null)
            #expect(try await ask("").data("id") == made)
            #expect(try await ask("?status=DENIED").data("id") == [made[1]])
            #expect(try await ask("?status=APPROVED").data("id") == [])
            expectProblem(try await ask("?status=DENIED&cursor=\(waiting.cursor)"), 400, "INVALID_CURSOR")

            // Each is shown as its tenant sees it.
            guard case .array(let shown)? = try await ask("")["data"] else {
                Issue.record("no list")
                return
            }
            for (number, tenant) in tenants.enumerated() {
                let path = tenant.path + "/limit-requests/\(made[number])"
                let read = try await platform.send(.GET, path, token: staff)
                #expect(shown[number] == (try read.json))
                #expect(shown[number]["tenant"] == ["id": .string(tenant.id), "name": "Test Tenant"])
                #expect(shown[number]["current_limit"] == .integer(Int64(10 + number)))
                #expect(shown[number]["used"] == .integer(Int64(number)))
                #expect(shown[number]["created_by"]?["name"] == "Test Person")
            }
            #expect(shown[1]["decided_by"]?["name"] == "Test Staff")
        }
    }

    @Test("does not count keys that have expired")
    func lapsed() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.makeKey(in: admin, ["expires_at": "2027-01-15T12:00:10Z"])
            _ = try await platform.makeLimitRequest(in: admin)
            clock.advance(by: .seconds(10))
            let staff = try await platform.makeStaff(.superUser)
            let inbox = try await platform.send(.GET, "/v1/limit-requests", token: staff)
            #expect(inbox["data", "0", "used"] == 0)
        }
    }

    @Test("is for staff; everybody else is told so before their parameters are read")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases {
                let reply = try await platform.send(.GET, "/v1/limit-requests?limit=0&x=1", token: cast.token(of: role))
                guard role.isPlatform else {
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                    #expect(reply["roles"] == ["SUPER_USER", "SUPPORT"])
                    continue
                }
                let errors = ["/query/limit OUT_OF_RANGE", "/query/x UNKNOWN_FIELD"]
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            expectProblem(try await platform.send(.GET, "/v1/limit-requests"), 401, "UNAUTHENTICATED")
        }
    }
}
