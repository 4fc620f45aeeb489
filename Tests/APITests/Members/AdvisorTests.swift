import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("An advisor")
struct AdvisorTests {
    @Test("sees the businesses that let them in, and nothing of them after the end")
    func ends() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let (first, second) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let advisor = try await platform.makePerson(.advisor, in: first.id)
            let until = "2027-01-15T13:00:00Z"
            expectStatus(try await platform.invite(advisor.person.email, .advisor, to: second, until: until), 201)
            let clients = { try await platform.send(.GET, "/v1/tenants", token: advisor.token).data("id") }
            let roles = {
                guard
                    case .array(let memberships)? = try await platform.send(.GET, "/v1/me", token: advisor.token)[
                        "memberships"
                    ]
                else { return 0 }
                return memberships.count
            }
            let there = advisor.in(second.id)
            let (key, _) = try await platform.makeKey(in: there)
            #expect(Set(try await clients()) == [first.id, second.id])
            #expect(try await roles() == 2)

            clock.advance(by: .seconds(3600))
            #expect(try await clients() == [first.id])
            #expect(try await roles() == 1)
            let gone = try await platform.send(.GET, second.path + "/keys/\(key)", token: advisor.token)
            let unknown = "/v1/tenants/\(unknownID(Tenant.self))/keys/\(key)"
            let missing = try await platform.send(.GET, unknown, token: advisor.token)
            expectProblem(gone, 404, "NOT_FOUND")
            #expect(gone.fingerprint == missing.fingerprint)
        }
    }

    @Test("acts for a client, and the audit trail names both")
    func onBehalf() async throws {
        try await withPlatform { platform in
            let (first, second) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let advisor = try await platform.makePerson(.advisor, in: first.id)
            expectStatus(try await platform.invite(advisor.person.email, .advisor, to: second), 201)
            let me = try await platform.send(.GET, "/v1/me", token: advisor.token)
            for client in [first, second] {
                _ = try await platform.makeKey(in: advisor.in(client.id))
                let row = try #require(try await platform.audited("key.create", of: client.id).first)
                #expect(row["actor"]?["user_id"] == me["user", "id"])
                #expect(row["actor"]?["role"] == "ADVISOR")
                #expect(row["actor"]?["on_behalf_of"] == .string(client.id))
            }
        }
    }

    @Test("grants nothing beyond their ceiling, and lets in nobody")
    func bounded() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let ceiling = try await platform.makeGroup(in: admin, type: "USER", scopes: ["customers:read"])
            let (_, token) = try await platform.makeInvitation(
                "new@tenant.example",
                .advisor,
                in: admin,
                ceiling: ceiling
            )
            expectStatus(try await platform.accept(token), 201)
            let person = TestPlatform.Person(email: "new@tenant.example", password: "correct horse battery")
            let advisor = TestTenant(id: admin.id, token: try await platform.signIn(person), person: person)
            _ = try await platform.makeKey(in: advisor, scopes: ["customers:read"])
            let beyond = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "Beyond", "scopes": ["customers:read", "invoices:read"]],
                token: advisor.token
            )
            expectProblem(beyond, 403, "ROLE_FORBIDDEN")
            #expect(beyond["missing_scopes"] == ["invoices:read"])
            expectProblem(
                try await platform.invite("friend@tenant.example", .advisor, to: advisor, ceiling: ceiling),
                403,
                "ROLE_FORBIDDEN"
            )
            let list = try await platform.send(.GET, admin.path + "/members", token: advisor.token)
            expectProblem(list, 403, "ROLE_FORBIDDEN")
        }
    }
}
