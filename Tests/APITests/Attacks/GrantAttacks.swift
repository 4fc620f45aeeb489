import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Becoming more than one is, by way of others.
@Suite("Attacks on what people let others be")
struct GrantAttacks {
    @Test("API5:2023 nobody lets anybody be more than they are, in any role")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let tenant = cast.admin
            for role in ["SUPER_USER", "SUPPORT", "PARTNER_ADMIN", "OWNER"] {
                let reply = try await platform.send(
                    .POST,
                    tenant.path + "/members",
                    ["email": "new@tenant.example", "role": .string(role)],
                    token: tenant.token
                )
                #expect([403, 422].contains(reply.status), "\(role) \(reply.text)")
            }
            for role in [Role.businessAdmin, .advisor, .member] {
                for token in [cast.advisor.token, cast.member.token, cast.support] {
                    let reply = try await platform.invite("new@tenant.example", role, to: tenant, token: token)
                    expectProblem(reply, 403, "ROLE_FORBIDDEN", nil, "\(role)")
                }
            }
            #expect(try await platform.database.strings("SELECT count(*) FROM invitations") == ["0"])
        }
    }

    @Test("API5:2023 nobody promotes themselves, nor lengthens their own stay")
    func promotion() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for person in [cast.advisor, cast.member] {
                let path = try await platform.memberPath(of: person)
                for change: JSON in [["role": "BUSINESS_ADMIN"], ["expires_at": nil], ["authorization_group_id": nil]] {
                    let headers: HTTPHeaders = ["If-Match": "*"]
                    let reply = try await platform.send(.PATCH, path, change, token: person.token, headers: headers)
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                }
            }
        }
    }

    @Test("V8.2.3 whoever has a ceiling lifts it neither for themselves nor through somebody whom they let in")
    func ceilings() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let scopes = try await platform.catalogue(of: admin)
            let bounded = try await platform.makeBounded(in: admin, role: .businessAdmin, to: [scopes[0]])
            let wide = try await platform.makeGroup(in: admin, name: "Wide", type: "USER", scopes: scopes)
            let path = try await platform.memberPath(of: bounded)
            for change: JSON in [["authorization_group_id": nil], ["authorization_group_id": .string(wide)]] {
                let headers: HTTPHeaders = ["If-Match": "*"]
                let reply = try await platform.send(.PATCH, path, change, token: bounded.token, headers: headers)
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
            }
            for ceiling in [nil, wide] {
                let reply = try await platform.invite(
                    "new@tenant.example",
                    .businessAdmin,
                    to: admin,
                    ceiling: ceiling,
                    token: bounded.token
                )
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
            }
        }
    }

    @Test("API1:2023 another tenant's member, group or invitation named in a body or a path is nobody's")
    func foreignPeople() async throws {
        try await withPlatform { platform in
            let (victim, attacker) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let group = try await platform.makeGroup(in: victim, type: "USER", scopes: ["customers:read"])
            let invited = { (group: String) in
                try await platform.invite("new@tenant.example", .advisor, to: attacker, ceiling: group)
            }
            let (foreign, missing) = (try await invited(group), try await invited(unknownID(AuthorizationGroup.self)))
            expectProblem(foreign, 422, "VALIDATION_FAILED", ["/authorization_group_id UNKNOWN_GROUP"])
            #expect(foreign.fingerprint == missing.fingerprint)
            let member = try await platform.membership(of: victim)
            let invitation = try await platform.makeInvitation(in: victim).id
            for path in ["/members/\(member)", "/invitations/\(invitation)"] {
                let reply = try await platform.send(.DELETE, attacker.path + path, token: attacker.token)
                expectProblem(reply, 404, "NOT_FOUND")
            }
            let left = try await platform.send(.DELETE, "/v1/me/memberships/\(member)", token: attacker.token)
            expectProblem(left, 404, "NOT_FOUND")
            expectStatus(try await platform.send(.GET, victim.path, token: victim.token), 200)
        }
    }

    @Test(
        "API2:2023 an admin takes over nobody who is more elsewhere, by a link to their password or by their second factor"
    )
    func takeOver() async throws {
        try await withPlatform { platform in
            let (attacker, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let victim = try await platform.makePerson(.member, in: attacker.id)
            try await platform.join(victim.person, to: other.id, as: .businessAdmin)
            let path = try await platform.memberPath(of: victim)
            let link = try await platform.send(.POST, path + "/password-link", token: attacker.token)
            expectProblem(link, 403, "ROLE_FORBIDDEN")
            #expect(link["url"] == nil)
            let factor = try await platform.send(.DELETE, path + "/second-factor", token: attacker.token)
            expectProblem(factor, 403, "ROLE_FORBIDDEN")
            expectStatus(try await platform.attempt(victim.person.email, victim.person.password), 201)
        }
    }

    @Test("API2:2023 an invitation gives nobody the account of somebody who belongs elsewhere too")
    func invitedAccount() async throws {
        try await withPlatform { platform in
            let (here, elsewhere) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            // Even somebody who runs both: how they proved it when they invited is not known when the link is followed.
            try await platform.join(here.person, to: elsewhere.id, as: .businessAdmin)
            let victim = try await platform.makePerson(.businessAdmin, in: elsewhere.id)
            try await platform.forgetPassword(of: victim.person)
            let (_, token) = try await platform.makeInvitation(victim.person.email, in: here)
            let reply = try await platform.accept(token, password: "the inviter's own choice")
            expectProblem(reply, 409, "CONFLICT")
            expectStatus(try await platform.attempt(victim.person.email, "the inviter's own choice"), 401)
        }
    }

    @Test("API5:2023 nobody whose own access ends gives anything for longer, themselves least of all")
    func ending() async throws {
        try await withPlatform { platform in
            let tenant = try await platform.makeAdmin()
            let passing = try await platform.makePerson(.businessAdmin, in: tenant.id)
            try await platform.end(passing.person, at: try Instant.at("2090-01-01T00:00:00Z"))
            let path = try await platform.memberPath(of: passing)
            for end: JSON in [nil, "2091-01-01T00:00:00Z"] {
                let longer = try await platform.send(
                    .PATCH,
                    path,
                    ["expires_at": end],
                    token: passing.token,
                    headers: ["If-Match": "*"]
                )
                expectProblem(longer, 403, "ROLE_FORBIDDEN")
            }
            expectProblem(try await platform.invite("new@tenant.example", .member, to: passing), 403, "ROLE_FORBIDDEN")
            let until = "2089-12-31T00:00:00Z"
            expectStatus(try await platform.invite("new@tenant.example", .member, to: passing, until: until), 201)
            let mapping: JSON = ["directory_group": "*", "role": "MEMBER"]
            let mapped = try await platform.send(.POST, tenant.path + "/role-mappings", mapping, token: passing.token)
            expectProblem(mapped, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("V8.3.2 whoever was removed, or whose tenant was suspended, has nothing with their next request")
    func removed() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            expectStatus(try await platform.send(.GET, cast.path + "/keys", token: cast.advisor.token), 200)
            let path = try await platform.memberPath(of: cast.advisor)
            expectStatus(try await platform.send(.DELETE, path, token: cast.admin.token), 200)
            // It was their last membership, so their sessions have ended too.
            let ended = try await platform.send(.GET, cast.path + "/keys", token: cast.advisor.token)
            expectProblem(ended, 401, "UNAUTHENTICATED")
            let again = try await platform.signIn(cast.advisor.person)
            expectProblem(try await platform.send(.GET, cast.path + "/keys", token: again), 404, "NOT_FOUND")
            let suspended = try await platform.send(.POST, cast.path + "/suspend", token: cast.partnerAdmin.token)
            expectStatus(suspended, 200)
            for route in ["/keys", "/members", "/policy", "/key-limit"] {
                let reply = try await platform.send(.GET, cast.path + route, token: cast.admin.token)
                expectProblem(reply, 403, "TENANT_SUSPENDED", nil, "\(route)")
            }
        }
    }

    @Test("API5:2023 what staff have suspended, no partner lets go on")
    func resume() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let reason: HTTPHeaders = ["Latchkey-Reason": "Fraud"]
            let path = cast.path + "/suspend"
            expectStatus(try await platform.send(.POST, path, token: cast.superUser, headers: reason), 200)
            for token in [cast.partnerAdmin.token, cast.admin.token, cast.support] {
                let reply = try await platform.send(.POST, cast.path + "/resume", token: token, headers: reason)
                #expect(reply.status == 403, "\(reply.text)")
            }
        }
    }
}
