import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("POST …/members/{member}/password-link and /v1/password-links/accept")
struct PasswordLinkTests {
    private static let dead = ["/token INVALID_TOKEN"]
    private static let chosen = "a password of their own"

    @Test("sets a new password once, and ends every session")
    func follows() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let reply = try await platform.issue(to: member, admin.token)
            expectStatus(reply, 201)
            #expect(reply.string("url")?.hasPrefix("http://127.0.0.1:8080/password#token=lkp_") == true)
            let token = try platform.token(in: reply.string("url"))

            let weak = try await platform.choose("short", by: token)
            expectProblem(weak, 422, "VALIDATION_FAILED", ["/password TOO_SHORT"])
            expectStatus(try await platform.choose(Self.chosen, by: token), 204)
            expectProblem(try await platform.send(.GET, "/v1/me", token: member.token), 401, "UNAUTHENTICATED")
            _ = try await platform.signIn(.init(email: member.person.email, password: Self.chosen))
            let again = try await platform.choose("yet another password", by: token)
            expectProblem(again, 422, "VALIDATION_FAILED", Self.dead)

            let row = try #require(try await platform.audited("member.set_password", of: admin.id).first)
            #expect(row["actor"]?["role"] == "MEMBER")
            #expect(try await platform.audited("member.issue_password_link", of: admin.id).count == 1)
            let trail = try await platform.auditTrail(of: admin.id)
            #expect(!trail.contains { $0.row.contains(token.suffix(43)) })
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a link that is no link, replaced or past its time is answered alike")
    func deadLinks() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let first = try platform.token(in: try await platform.issue(to: member, admin.token).string("url"))
            let second = try platform.token(in: try await platform.issue(to: member, admin.token).string("url"))
            let again = try await platform.signedInAgain(admin)
            clock.advance(by: .seconds(86_400))
            for token in ["", "lkp_" + String(repeating: "0", count: 69), first, second] {
                expectProblem(
                    try await platform.choose(Self.chosen, by: token),
                    422,
                    "VALIDATION_FAILED",
                    Self.dead,
                    "\(again.id)"
                )
            }
        }
    }

    @Test("of several at once, one sets the password")
    func race() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let token = try platform.token(in: try await platform.issue(to: member, admin.token).string("url"))
            let statuses = try await atOnce(8) { number in
                try await platform.choose("password number \(number)", by: token).status
            }
            #expect(statuses.sorted() == [204] + Array(repeating: 422, count: 7))
        }
    }

    @Test("is only for who holds all that the person holds, wherever that is")
    func holdsAll() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let other = try await platform.makeAdmin()
            // Their partner's admin holds what a business's admin does; not the other way round.
            expectStatus(try await platform.issue(to: cast.admin, cast.partnerAdmin.token), 201)
            let upwards = cast.partnerAdmin.path + "/members/\(try await platform.membership(of: cast.partnerAdmin))"
            let hidden = try await platform.send(.POST, upwards + "/password-link", token: cast.admin.token)
            expectProblem(hidden, 404, "NOT_FOUND")
            // Who is something elsewhere is beyond either.
            expectStatus(try await platform.issue(to: cast.member, cast.admin.token), 201)
            expectStatus(try await platform.invite(cast.member.person.email, .member, to: other), 201)
            for token in [cast.admin.token, cast.partnerAdmin.token] {
                expectProblem(try await platform.issue(to: cast.member, token), 403, "ROLE_FORBIDDEN")
            }
            let staff = try await platform.issue(to: cast.member, cast.superUser, reason: "They called")
            expectStatus(staff, 201)
            expectProblem(try await platform.issue(to: cast.member, cast.superUser), 422, "REASON_REQUIRED")
            expectProblem(try await platform.issue(to: cast.member, cast.support, reason: "x"), 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("who has a ceiling issues none to somebody without it, and nobody issues one to staff")
    func bounded() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let bounded = try await platform.makeBounded(in: admin, role: .businessAdmin, to: ["customers:read"])
            expectProblem(try await platform.issue(to: admin, bounded.token), 403, "ROLE_FORBIDDEN")
            expectStatus(try await platform.issue(to: bounded, admin.token), 201)
            expectStatus(try await platform.issue(to: bounded, bounded.token), 201)
            expectProblem(try await platform.removeFactor(of: admin, bounded.token), 403, "ROLE_FORBIDDEN")
            expectStatus(try await platform.removeFactor(of: bounded, admin.token), 204)

            let staff = try await platform.operations.makeStaff(.support, "Some Staff")
            try await platform.join(staff, to: admin.id, as: .member)
            let member = TestTenant(id: admin.id, token: try await platform.signIn(staff), person: staff)
            expectProblem(try await platform.issue(to: member, admin.token), 403, "ROLE_FORBIDDEN")
            let superUser = try await platform.makeStaff(.superUser)
            expectProblem(try await platform.issue(to: member, superUser, reason: "x"), 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("is void once the person is more, or whoever issued it is less")
    func standing() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let issue = { (member: TestTenant, token: String) in
                try platform.token(in: try await platform.issue(to: member, token).string("url"))
            }
            let expectDead = { (token: String) in
                expectProblem(
                    try await platform.choose(Self.chosen, by: token),
                    422,
                    "VALIDATION_FAILED",
                    Self.dead
                )
            }
            // They join another tenant.
            let joins = try await platform.makePerson(.member, in: admin.id)
            let beforeJoining = try await issue(joins, admin.token)
            expectStatus(try await platform.invite(joins.person.email, .member, to: other), 201)
            try await expectDead(beforeJoining)

            // Their ceiling is raised beyond that of whoever issued it.
            let bounded = try await platform.makeBounded(in: admin, role: .businessAdmin, to: ["customers:read"])
            let group = try await platform.makeGroup(in: admin, name: "Ours", type: "USER", scopes: ["customers:read"])
            let grows = try await platform.makePerson(.advisor, in: admin.id)
            try await platform.limit(grows.person, to: group)
            let beforeGrowing = try await issue(grows, bounded.token)
            let wider: JSON = ["scopes": ["customers:read", "invoices:read"]]
            let path = admin.path + "/authorization-groups/\(group)"
            expectStatus(try await platform.edit(path, wider, admin.token), 200)
            try await expectDead(beforeGrowing)

            // Whoever issued it is removed.
            let second = try await platform.makePerson(.businessAdmin, in: admin.id)
            let member = try await platform.makePerson(.member, in: admin.id)
            let beforeRemoval = try await issue(member, second.token)
            let gone = try await platform.send(.DELETE, try await platform.memberPath(of: second), token: admin.token)
            expectStatus(gone, 200)
            try await expectDead(beforeRemoval)
        }
    }
}

extension TestPlatform {
    fileprivate func issue(to member: TestTenant, _ token: String, reason: String? = nil) async throws -> HTTPReply {
        let path = try await memberPath(of: member) + "/password-link"
        return try await send(.POST, path, token: token, headers: reason.map { ["Latchkey-Reason": $0] } ?? [:])
    }

    fileprivate func removeFactor(of member: TestTenant, _ token: String) async throws -> HTTPReply {
        try await send(.DELETE, try await memberPath(of: member) + "/second-factor", token: token)
    }
}
