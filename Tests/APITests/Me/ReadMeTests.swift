import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/me")
struct ReadMeTests {
    @Test("staff have a platform role and no memberships", arguments: [Role.superUser, .support])
    func staff(role: Role) async throws {
        try await withPlatform { platform in
            let me = try await platform.send(.GET, "/v1/me", token: try await platform.makeStaff(role))
            expectStatus(me, 200)
            #expect(me.string("platform_role") == role.rawValue)
            #expect(me["memberships"] == [])
            let actions = Action.allCases.filter { AccessTable.reach(of: role, for: $0) == .any }
            #expect(me["platform_actions"] == .array(actions.map { .string($0.rawValue) }))
            #expect(actions.contains(.policyManage) == (role == .superUser) && actions.contains(.limitDecide))
            #expect(me.string("user", "name") == "Test Staff")
        }
    }

    @Test("a person sees all their memberships, each with its role and end")
    func memberships() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let advisor = try await platform.makePerson(.advisor, in: try await platform.makeTenant())
            try await platform.end(advisor.person, at: try .at("2027-01-15T12:00:01Z"))
            let other = try await platform.makeTenant("partner-portal", kind: "PARTNER")
            try await platform.join(advisor.person, to: other, as: .partnerAdmin)

            let me = try await platform.send(.GET, "/v1/me", token: advisor.token)
            expectStatus(me, 200)
            #expect(me["platform_role"] == .null)
            #expect(me["platform_actions"] == [])
            #expect(me.string("user", "email") == advisor.person.email)
            #expect(me.roles == [advisor.id: "ADVISOR", other: "PARTNER_ADMIN"])
            #expect(me.ends == [advisor.id: "2027-01-15T12:00:01.000Z"])
        }
    }

    @Test("a membership that has ended is gone from that instant, and so is what it allowed")
    func ended() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let advisor = try await platform.makePerson(.advisor, in: try await platform.makeTenant())
            try await platform.end(advisor.person, at: try .at("2027-01-15T12:00:01Z"))
            clock.advance(by: .seconds(1) - .microseconds(1))
            let before = try await platform.send(.GET, advisor.path, token: advisor.token)
            expectStatus(before, 200)

            clock.advance(by: .microseconds(1))
            let me = try await platform.send(.GET, "/v1/me", token: advisor.token)
            #expect(me["memberships"] == [])
            let after = try await platform.send(.GET, advisor.path, token: advisor.token)
            expectProblem(after, 404, "NOT_FOUND")
        }
    }
}

extension HTTPReply {
    /// By tenant.
    fileprivate var roles: [String: String] { memberships("role") }
    fileprivate var ends: [String: String] { memberships("expires_at") }

    private func memberships(_ member: String) -> [String: String] {
        guard case .array(let memberships)? = self["memberships"] else { return [:] }
        return memberships.reduce(into: [:]) { found, membership in
            guard case .string(let tenant)? = membership["tenant_id"], case .string(let text)? = membership[member]
            else {
                return
            }
            found[tenant] = text
        }
    }
}
