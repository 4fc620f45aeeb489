import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("POST /v1/invitations/accept")
struct AcceptInvitationTests {
    @Test("who tries many links that are none is slowed down, and no password is hashed for them")
    func guesses() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (_, token) = try await platform.makeInvitation(in: admin)
            let wrong = token.dropLast(20) + String(repeating: "0", count: 20)
            var statuses: Set<UInt> = []
            for _ in 0...100 { statuses.insert(try await platform.accept(String(wrong)).status) }
            #expect(statuses == [422, 429])
        }
    }

    private static let dead = ["/token INVALID_TOKEN"]

    @Test("makes a person who can sign in and is what they were invited as; and only once")
    func accepts() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let ceiling = try await platform.makeGroup(in: admin, type: "USER", scopes: ["customers:read"])
            let (_, token) = try await platform.makeInvitation(
                "new@tenant.example",
                .advisor,
                in: admin,
                ceiling: ceiling
            )
            let reply = try await platform.accept(token, name: "Somebody New")
            expectStatus(reply, 201)
            #expect(reply.string("user", "name") == "Somebody New")
            #expect(reply.string("member", "role") == "ADVISOR")
            #expect(reply.string("member", "authorization_group", "id") == ceiling)
            #expect(!reply.text.contains("lks_"))

            let session = try await platform.signIn(
                .init(email: "new@tenant.example", password: "correct horse battery")
            )
            let me = try await platform.send(.GET, "/v1/me", token: session)
            #expect(me["memberships", "0", "id"] == reply["member", "id"])
            let row = try #require(try await platform.audited("member.accept", of: admin.id).first)
            #expect(row["actor"]?["user_id"] == reply["user", "id"])
            #expect(row["actor"]?["on_behalf_of"] == .string(admin.id))

            expectProblem(try await platform.accept(token), 422, "VALIDATION_FAILED", Self.dead)
            let list = try await platform.send(.GET, admin.path + "/invitations", token: admin.token)
            #expect(list["data"] == [])
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a link that is no link, unknown, taken back or past its time is answered alike")
    func deadLinks() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let (id, takenBack) = try await platform.makeInvitation("one@tenant.example", in: admin)
            let path = admin.path + "/invitations/\(id)"
            expectStatus(try await platform.send(.DELETE, path, token: admin.token), 204)
            expectProblem(try await platform.send(.DELETE, path, token: admin.token), 404, "NOT_FOUND")
            let late = try await platform.makeInvitation("two@tenant.example", in: admin).token
            let unknownTenant = "lki_" + String(repeating: "0", count: 69)
            let wrongSecret = String(late.dropLast(3)) + "000"
            for token in ["", "x", unknownTenant, wrongSecret, takenBack, late.replacing("lki_", with: "lkp_")] {
                expectProblem(try await platform.accept(token), 422, "VALIDATION_FAILED", Self.dead)
            }
            clock.advance(by: .seconds(7 * 86_400 - 1))
            expectProblem(
                try await platform.accept(late, password: "short"),
                422,
                "VALIDATION_FAILED",
                ["/password TOO_SHORT"]
            )
            clock.advance(by: .seconds(1))
            expectProblem(try await platform.accept(late), 422, "VALIDATION_FAILED", Self.dead)
        }
    }

    @Test("of several at once, one wins")
    func race() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (_, token) = try await platform.makeInvitation(in: admin)
            let statuses = try await atOnce(8) { _ in try await platform.accept(token).status }
            #expect(statuses.sorted() == [201] + Array(repeating: 422, count: 7))
            let members = try await platform.send(.GET, admin.path + "/members", token: admin.token)
            #expect(members.data("id").count == 2)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("a suspended tenant takes nobody in, nor is a membership begun that has ended")
    func standing() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let ending = try await platform.makeInvitation(
                "one@tenant.example",
                in: admin,
                until: "2027-01-16T00:00:00Z"
            )
            let other = try await platform.makeInvitation("two@tenant.example", in: admin)
            clock.advance(by: .seconds(86_400))
            expectProblem(try await platform.accept(ending.token), 409, "CONFLICT")
            try await platform.suspend(admin.id)
            expectProblem(try await platform.accept(other.token), 403, "TENANT_SUSPENDED")
        }
    }

    @Test("a partner's suspension counts for its businesses' invitations too")
    func suspendedPartner() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let (_, token) = try await platform.makeInvitation(in: cast.admin)
            try await platform.suspend(cast.partnerAdmin.id)
            expectProblem(try await platform.accept(token), 403, "TENANT_SUSPENDED")
        }
    }

    @Test("it never gives the account of somebody who has a password by now")
    func hasPassword() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let here = try await platform.makeInvitation(in: admin).token
            let there = try await platform.makeInvitation(in: other).token
            expectStatus(try await platform.accept(there, password: "their very own password"), 201)
            expectProblem(try await platform.accept(here, password: "what the admin likes"), 409, "CONFLICT")
            _ = try await platform.signIn(.init(email: "new@tenant.example", password: "their very own password"))
            let again = try await platform.invite("new@tenant.example", .member, to: admin)
            #expect(again["invitation"] == .null)
        }
    }

    @Test("somebody without a password gets one, unless they are more than who invited them")
    func withoutPassword() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let here = try await platform.makePerson(.member, in: admin.id)
            let elsewhere = try await platform.makePerson(.member, in: other.id)
            for person in [here, elsewhere] { try await platform.forgetPassword(of: person.person) }

            let own = try await platform.makeInvitation(here.person.email, .advisor, in: admin).token
            expectStatus(try await platform.accept(own), 201)
            _ = try await platform.signIn(.init(email: here.person.email, password: "correct horse battery"))

            let grab = try await platform.makeInvitation(elsewhere.person.email, in: admin).token
            expectProblem(try await platform.accept(grab), 409, "CONFLICT")
            let refused = try await platform.send(
                .POST,
                "/v1/sessions",
                [
                    "email": .string(elsewhere.person.email), "password": "correct horse battery",
                    "transport": "BEARER",
                ]
            )
            expectProblem(refused, 401, "INVALID_CREDENTIALS")
        }
    }

    @Test("nor does it wake an account that is disabled")
    func disabled() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let other = try await platform.makeAdmin()
            try await platform.disable(other.person)
            let (_, token) = try await platform.makeInvitation(other.person.email, in: admin)
            expectProblem(try await platform.accept(token), 409, "CONFLICT")
        }
    }
}
