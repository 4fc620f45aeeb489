import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("DELETE /v1/tenants/{tenant}/members/{member} and /v1/me/memberships/{member}")
struct RemoveMemberTests {
    @Test("somebody who goes leaves their keys, which still work, and the answer names them")
    func keysStay() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let advisor = try await platform.makePerson(.advisor, in: admin.id, name: "The advisor")
            let key = try await platform.makeKey(in: advisor, name: "Till")
            let revoked = try await platform.makeKey(in: advisor)
            expectStatus(try await platform.ask(.revoke, revoked.id, in: admin), 200)
            _ = try await platform.makeKey(in: admin, name: "Not theirs")
            let path = try await platform.memberPath(of: advisor)

            let reply = try await platform.send(.DELETE, path, token: admin.token)
            expectStatus(reply, 200)
            #expect(reply.string("member", "user", "name") == "The advisor")
            #expect(reply["key_count"] == 1)
            #expect(reply["keys", "0", "id"] == .string(key.id))
            #expect(reply["keys", "0", "status"] == "ACTIVE")
            #expect(try await platform.verdict(key.secret) == "VALID")
            expectProblem(try await platform.send(.GET, "/v1/me", token: advisor.token), 401, "UNAUTHENTICATED")
            expectProblem(try await platform.send(.GET, path, token: admin.token), 404, "NOT_FOUND")
            #expect(try await platform.audited("member.remove", of: admin.id).count == 1)
        }
    }

    @Test("who is somebody elsewhere stays signed in, and is nobody here from their next request on")
    func elsewhere() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let advisor = try await platform.makePerson(.advisor, in: admin.id)
            let path = try await platform.memberPath(of: advisor)
            expectStatus(try await platform.invite(advisor.person.email, .member, to: other), 201)
            let stale = try await platform.send(.DELETE, path, token: admin.token, headers: ["If-Match": "\"7\""])
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            expectStatus(try await platform.send(.DELETE, path, token: admin.token), 200)
            expectProblem(try await platform.send(.GET, admin.path, token: advisor.token), 404, "NOT_FOUND")
            expectStatus(try await platform.send(.GET, other.path, token: advisor.token), 200)
        }
    }

    @Test("who may not read the tenant's keys is told how many there are, and not which")
    func unnamed() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let child = try await platform.makeTenant("enterprise-dashboard", parent: partner.id)
            _ = try await platform.makePerson(.businessAdmin, in: child)
            let advisor = try await platform.makePerson(.advisor, in: child)
            _ = try await platform.makeKey(in: advisor)
            let path = try await platform.memberPath(of: advisor)
            let reply = try await platform.send(.DELETE, path, token: partner.token)
            expectStatus(reply, 200)
            #expect(reply["key_count"] == 1)
            #expect(reply["keys"] == [])
        }
    }

    @Test(
        "anybody may leave, whatever they are, also while the tenant is suspended",
        arguments: [Role.advisor, .member]
    )
    func leave(role: Role) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let person = try await platform.makePerson(role, in: admin.id)
            let path = "/v1/me/memberships/\(try await platform.membership(of: person))"
            try await platform.suspend(admin.id)
            expectProblem(try await platform.send(.DELETE, path, token: admin.token), 404, "NOT_FOUND")
            let reply = try await platform.send(.DELETE, path, token: person.token)
            expectStatus(reply, 200)
            #expect(reply.string("member", "role") == role.rawValue)
            #expect(reply["key_count"] == 0)
            expectProblem(try await platform.send(.GET, "/v1/me", token: person.token), 401, "UNAUTHENTICATED")
            let row = try #require(try await platform.audited("member.leave", of: admin.id).first)
            #expect(row["actor"]?["role"] == .string(role.rawValue))
        }
    }

    @Test("a group that bounds a member or is offered by an invitation cannot be deleted, and says by whom it is kept")
    func groupInUse() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let group = try await platform.makeGroup(in: admin, type: "USER", scopes: ["customers:read"])
            let path = admin.path + "/authorization-groups/\(group)"
            let (id, token) = try await platform.makeInvitation(in: admin, ceiling: group)
            let kept = try await platform.send(.DELETE, path, token: admin.token)
            expectProblem(kept, 409, "GROUP_IN_USE")
            #expect(kept.string("detail") == "This group is in use: 1 invitation names it.")
            #expect(kept["invitations", "0"] == ["id": .string(id), "email": "new@tenant.example", "role": "MEMBER"])
            #expect(kept["invitation_count"] == 1)
            let member = try await platform.accept(token)
            let bound = try await platform.send(.DELETE, path, token: admin.token)
            expectProblem(bound, 409, "GROUP_IN_USE")
            #expect(bound["members", "0", "id"] == member["member", "id"])
            #expect(bound["invitation_count"] == 0)
            let memberPath = admin.path + "/members/\(try #require(member.string("member", "id")))"
            expectStatus(try await platform.send(.DELETE, memberPath, token: admin.token), 200)
            expectStatus(try await platform.send(.DELETE, path, token: admin.token), 204)
        }
    }
}
