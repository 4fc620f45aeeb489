import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("PATCH /v1/tenants/{tenant}/members/{member}")
struct EditMemberTests {
    @Test("changes what a member may do with their very next request, and is audited with before and after")
    func edits() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let path = try await platform.memberPath(of: member)
            let keys = { try await platform.send(.GET, admin.path + "/keys", token: member.token).status }
            #expect(try await keys() == 403)
            let promoted = try await platform.edit(
                path,
                ["role": "ADVISOR", "expires_at": "2098-12-31T00:00:00Z"],
                admin.token
            )
            expectStatus(promoted, 200)
            #expect(promoted.string("role") == "ADVISOR")
            #expect(promoted.headers["ETag"] == ["\"2\""])
            #expect(try await keys() == 200)
            let lasting = try await platform.edit(path, ["expires_at": nil], admin.token, version: 2)
            #expect(lasting["expires_at"] == .null)
            expectStatus(try await platform.edit(path, ["role": "MEMBER"], admin.token, version: 3), 200)
            #expect(try await keys() == 403)
            let rows = try await platform.audited("member.update", of: admin.id)
            #expect(rows.map { $0["after"]?["role"] } == ["ADVISOR", "ADVISOR", "MEMBER"])
            #expect(rows.first?["before"]?["role"] == "MEMBER")
        }
    }

    @Test("needs the version that was read, and changes nothing where nothing changes")
    func versions() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let path = try await platform.memberPath(of: try await platform.makePerson(.member, in: admin.id))
            let bare = try await platform.send(.PATCH, path, ["role": "ADVISOR"], token: admin.token)
            expectProblem(bare, 428, "PRECONDITION_REQUIRED")
            let stale = try await platform.edit(path, ["role": "ADVISOR"], admin.token, version: 7)
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            let same = try await platform.edit(path, ["role": "MEMBER"], admin.token)
            #expect(same.headers["ETag"] == ["\"1\""])
            #expect(try await platform.audited("member.update", of: admin.id).isEmpty)
        }
    }

    @Test("refuses what cannot be changed, and what cannot be")
    func validation() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let path = try await platform.memberPath(of: try await platform.makePerson(.member, in: admin.id))
            expectProblem(
                try await platform.edit(path, ["email": "x", "origin": "SCIM", "user": [:], "x": 1], admin.token),
                422,
                "VALIDATION_FAILED",
                ["/email NOT_EDITABLE", "/origin NOT_EDITABLE", "/user NOT_EDITABLE", "/x UNKNOWN_FIELD"]
            )
            expectProblem(
                try await platform.edit(path, ["role": nil, "expires_at": "2020-01-01T00:00:00Z"], admin.token),
                422,
                "VALIDATION_FAILED",
                ["/expires_at NOT_IN_FUTURE", "/role WRONG_TYPE"]
            )
            let unknown = JSON.string(unknownID(AuthorizationGroup.self))
            expectProblem(
                try await platform.edit(path, ["authorization_group_id": unknown], admin.token),
                422,
                "VALIDATION_FAILED",
                ["/authorization_group_id UNKNOWN_GROUP"]
            )
            let missing = admin.path + "/members/\(unknownID(Membership.self))"
            expectProblem(try await platform.edit(missing, ["role": "ADVISOR"], admin.token), 404, "NOT_FOUND")
        }
    }

    @Test("a role that the person has by another membership is refused")
    func alreadyMember() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let member = try await platform.makePerson(.member, in: admin.id)
            let advisor = try await platform.invite(member.person.email, .advisor, to: admin)
            let path = admin.path + "/members/\(try #require(advisor.string("id")))"
            let reply = try await platform.edit(path, ["role": "MEMBER"], admin.token)
            expectProblem(reply, 409, "ALREADY_MEMBER")
        }
    }

    @Test("who has a ceiling lifts nobody's, not even their own; to end something earlier is no grant")
    func ceilings() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let bounded = try await platform.makeBounded(in: admin, role: .businessAdmin, to: ["customers:read"])
            let more = try await platform.makeGroup(in: admin, name: "More", type: "USER", scopes: ["invoices:read"])
            let own = try await platform.memberPath(of: bounded)
            for group: JSON in [nil, .string(more)] {
                let lifted = try await platform.edit(own, ["authorization_group_id": group], bounded.token)
                expectProblem(lifted, 403, "ROLE_FORBIDDEN")
            }
            let advisor = try await platform.memberPath(of: try await platform.makePerson(.advisor, in: admin.id))
            let promoted = try await platform.edit(advisor, ["role": "BUSINESS_ADMIN"], bounded.token)
            expectProblem(promoted, 403, "ROLE_FORBIDDEN")
            let ended = try await platform.edit(advisor, ["expires_at": "2098-12-31T00:00:00Z"], bounded.token)
            expectStatus(ended, 200)
            let lengthened = try await platform.edit(advisor, ["expires_at": nil], bounded.token, version: 2)
            expectProblem(lengthened, 403, "ROLE_FORBIDDEN")
        }
    }
}
