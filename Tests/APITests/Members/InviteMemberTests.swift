import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/members")
struct InviteMemberTests {
    @Test("whoever has a password here is a member at once, from their next request on")
    func known() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let other = try await platform.makeAdmin()
            let before = try await platform.send(.GET, admin.path, token: other.token)
            expectProblem(before, 404, "NOT_FOUND")
            let reply = try await platform.invite(
                other.person.email.uppercased(),
                .advisor,
                to: admin,
                until: "2098-12-31T00:00:00Z"
            )
            expectStatus(reply, 201)
            #expect(reply["invitation"] == .null)
            #expect(reply.string("user", "email") == other.person.email)
            #expect(reply.string("origin") == "DIRECT")
            #expect(reply.headers["ETag"] == ["\"1\""])
            expectStatus(try await platform.send(.GET, admin.path, token: other.token), 200)

            let path = admin.path + "/members/\(try #require(reply.string("id")))"
            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(read.string("expires_at") == "2098-12-31T00:00:00.000Z")
            #expect(try await platform.audited("member.add", of: admin.id).count == 1)
            // A person may be several things in one tenant.
            expectStatus(try await platform.invite(other.person.email, .member, to: admin), 201)
        }
    }

    @Test("anybody else gets a link, which is told once and kept nowhere")
    func unknown() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let reply = try await platform.invite("new@tenant.example", .businessAdmin, to: admin)
            expectStatus(reply, 201)
            #expect(reply["id"] == .null)
            #expect(reply["user"] == ["id": nil, "email": "new@tenant.example", "name": nil])
            let url = try #require(reply.string("invitation", "url"))
            #expect(url.hasPrefix("http://127.0.0.1:8080/invite#token=lki_"))
            let token = try platform.token(in: url)

            let list = try await platform.send(.GET, admin.path + "/invitations", token: admin.token)
            #expect(list.data("email") == ["new@tenant.example"])
            #expect(list["data", "0", "created_by", "name"] == "Test Person")
            #expect(!list.text.contains(token))
            let trail = try await platform.auditTrail(of: admin.id)
            #expect(!trail.contains { $0.row.contains(token.suffix(43)) })
            let members = try await platform.send(.GET, admin.path + "/members", token: admin.token)
            #expect(members.data("id").count == 1)
        }
    }

    @Test("inviting again makes the link before useless")
    func again() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let first = try await platform.makeInvitation(in: admin)
            let second = try await platform.makeInvitation(in: admin)
            let list = try await platform.send(.GET, admin.path + "/invitations", token: admin.token)
            #expect(list.data("id") == [second.id])
            expectProblem(try await platform.accept(first.token), 422, "VALIDATION_FAILED", ["/token INVALID_TOKEN"])
            expectStatus(try await platform.accept(second.token), 201)
        }
    }

    @Test("somebody who has the role already is refused, saying by which membership")
    func alreadyMember() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let reply = try await platform.invite(member.person.email, .member, to: admin)
            expectProblem(reply, 409, "ALREADY_MEMBER")
            #expect(reply.string("member_id") == (try await platform.membership(of: member)))
        }
    }

    @Test("what cannot be is refused, all of it at once")
    func validation() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let keys = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let post = { (body: JSON) in
                try await platform.send(.POST, admin.path + "/members", body, token: admin.token)
            }
            expectProblem(try await post([:]), 422, "VALIDATION_FAILED", ["/email REQUIRED", "/role REQUIRED"])
            let wrong: JSON = [
                "email": "nobody", "role": "SUPER_USER", "authorization_group_id": "x", "expires_at": "soon", "id": "x",
            ]
            expectProblem(
                try await post(wrong),
                422,
                "VALIDATION_FAILED",
                [
                    "/authorization_group_id INVALID_ID", "/email INVALID_EMAIL", "/expires_at INVALID_TIME",
                    "/id UNKNOWN_FIELD", "/role UNKNOWN_VALUE",
                ]
            )
            expectProblem(
                try await platform.invite(
                    "new@tenant.example",
                    .member,
                    to: admin,
                    ceiling: keys,
                    until: "2020-01-01T00:00:00Z"
                ),
                422,
                "VALIDATION_FAILED",
                ["/authorization_group_id UNKNOWN_GROUP", "/expires_at NOT_IN_FUTURE"]
            )
            let other = try await platform.makeAdmin()
            let foreign = try await platform.makeGroup(in: other, type: "USER", scopes: ["customers:read"])
            expectProblem(
                try await platform.invite("new@tenant.example", .member, to: admin, ceiling: foreign),
                422,
                "VALIDATION_FAILED",
                ["/authorization_group_id UNKNOWN_GROUP"]
            )
        }
    }

    @Test("nobody grants a role above their own, and each kind of tenant has its own roles")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let invite = { (role: Role, tenant: TestTenant) in
                try await platform.invite("new@tenant.example", role, to: tenant)
            }
            expectProblem(try await invite(.partnerAdmin, cast.admin), 403, "ROLE_FORBIDDEN")
            let inChild = cast.partnerAdmin.in(cast.business)
            expectProblem(try await invite(.partnerAdmin, inChild), 422, "VALIDATION_FAILED", ["/role INVALID_VALUE"])
            expectStatus(try await invite(.businessAdmin, inChild), 201)
            expectProblem(
                try await invite(.businessAdmin, cast.partnerAdmin),
                422,
                "VALIDATION_FAILED",
                ["/role INVALID_VALUE"]
            )
            expectStatus(try await invite(.partnerAdmin, cast.partnerAdmin), 201)
            for nobody in [cast.advisor, cast.member] {
                expectProblem(try await invite(.member, nobody), 403, "ROLE_FORBIDDEN")
            }
        }
    }

    @Test("who has a ceiling lets in only within it, also as a partner in its business")
    func ceilings() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let child = try await platform.makeTenant("business-integrations", parent: partner.id)
            let admin = try await platform.makePerson(.businessAdmin, in: child)
            let read = try await platform.makeGroup(in: admin, name: "One", type: "USER", scopes: ["customers:read"])
            let more = try await platform.makeGroup(
                in: admin,
                name: "Two",
                type: "USER",
                scopes: ["customers:read", "invoices:read"]
            )
            let bounded = try await platform.makeBounded(in: admin, role: .businessAdmin, to: ["customers:read"])
            let invite = { (ceiling: String?) in
                try await platform.invite("new@tenant.example", .advisor, to: bounded, ceiling: ceiling)
            }
            expectProblem(try await invite(nil), 403, "ROLE_FORBIDDEN")
            let beyond = try await invite(more)
            expectProblem(beyond, 403, "ROLE_FORBIDDEN")
            #expect(beyond["missing_scopes"] == ["invoices:read"])
            expectStatus(try await invite(read), 201)

            // The partner's own group bounds them in the business; whom they let in there has one of the business's.
            let partnerScopes = try await platform.catalogue(of: partner)
            let mine = try await platform.makeGroup(in: partner, type: "USER", scopes: Array(partnerScopes.prefix(1)))
            try await platform.limit(partner.person, to: mine)
            let inChild = partner.in(child)
            let mineThere = try await platform.invite("new@tenant.example", .member, to: inChild, ceiling: mine)
            expectProblem(mineThere, 422, "VALIDATION_FAILED", ["/authorization_group_id UNKNOWN_GROUP"])
            let theirs = try await platform.invite("new@tenant.example", .member, to: inChild, ceiling: more)
            expectProblem(theirs, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("sent again it tells the link again, but only to who may still grant as much")
    func replay() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let second = try await platform.makePerson(.businessAdmin, in: admin.id)
            let ask = {
                try await platform.invite(
                    "new@tenant.example",
                    .businessAdmin,
                    to: second,
                    headers: ["Idempotency-Key": "order-4711"]
                )
            }
            let first = try await ask()
            expectStatus(first, 201)
            let again = try await ask()
            #expect(again.headers["Idempotent-Replayed"] == ["true"])
            #expect(again.string("invitation", "url") == first.string("invitation", "url"))

            let ceiling = try await platform.makeGroup(in: admin, type: "USER", scopes: ["customers:read"])
            try await platform.limit(second.person, to: ceiling)
            let refused = try await ask()
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(!refused.text.contains("lki_"))
        }
    }

    @Test("staff say why, and support may not at all")
    func staff() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let invite = { (token: String, headers: HTTPHeaders) in
                try await platform.invite("new@tenant.example", .member, to: cast.admin, token: token, headers: headers)
            }
            expectProblem(try await invite(cast.superUser, [:]), 422, "REASON_REQUIRED")
            expectProblem(try await invite(cast.support, ["Latchkey-Reason": "test"]), 403, "ROLE_FORBIDDEN")
            expectStatus(try await invite(cast.superUser, ["Latchkey-Reason": "They asked"]), 201)
            let rows = try await platform.audited("member.invite", of: cast.business)
            #expect(rows.map { $0["reason"] } == ["They asked"])
        }
    }

    @Test("in a suspended tenant nobody is let in")
    func suspended() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            try await platform.suspend(admin.id)
            expectProblem(try await platform.invite("new@tenant.example", .member, to: admin), 403, "TENANT_SUSPENDED")
        }
    }
}
