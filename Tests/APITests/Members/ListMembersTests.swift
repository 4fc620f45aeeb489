import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/members")
struct ListMembersTests {
    @Test("tells of each who they are, what, since when, until when and by whom let in")
    func shape() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let ceiling = try await platform.makeGroup(in: admin, name: "Few", type: "USER", scopes: ["customers:read"])
            let other = try await platform.makeAdmin()
            let added = try await platform.invite(other.person.email, .advisor, to: admin, ceiling: ceiling)
            let list = try await platform.send(.GET, admin.path + "/members?role=ADVISOR", token: admin.token)
            #expect(list["data", "0", "authorization_group"] == ["id": .string(ceiling), "name": "Few"])
            #expect(list["data", "0", "id"] == added["id"])
            #expect(list["data", "0", "user", "email"] == .string(other.person.email))
            let path = admin.path + "/members/\(try #require(added.string("id")))"
            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(try read.json == #require(list["data", "0"]))
        }
    }

    @Test("finds those with a ceiling, in any role or in one, and so do invitations")
    func ceilings() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let few = try await platform.makeGroup(in: admin, name: "Few", type: "USER", scopes: ["customers:read"])
            let none = try await platform.makeGroup(in: admin, name: "None", type: "USER", scopes: ["customers:read"])
            let elsewhere = try await platform.makeTenant()
            let known = try await platform.makePerson(.member, in: elsewhere).person.email
            let member = try await platform.invite(known, .member, to: admin, ceiling: few)
            let advisor = try await platform.invite(known, .advisor, to: admin, ceiling: few)
            let invited = try await platform.invite("new@tenant.example", .advisor, to: admin, ceiling: few)
            _ = try await platform.makeInvitation(in: admin)
            let found = { (list: String) in
                let reply = try await platform.send(.GET, admin.path + "/" + list, token: admin.token)
                expectStatus(reply, 200)
                return reply.data("id")
            }
            let asked = "authorization_group=\(few)"
            let both = [member, advisor].compactMap { $0.string("id") }
            #expect(both.count == 2)
            #expect(try await found("members?\(asked)") == both)
            #expect(try await found("members?\(asked)&role=ADVISOR") == [both[1]])
            #expect(try await found("invitations?\(asked)") == [invited.string("invitation", "id")])
            for list in ["members", "invitations"] {
                #expect(try await found("\(list)?authorization_group=\(none)") == [])
                let path = admin.path + "/\(list)?authorization_group=few"
                let wrong = try await platform.send(.GET, path, token: admin.token)
                expectProblem(wrong, 422, "VALIDATION_FAILED", ["/query/authorization_group INVALID_ID"])
            }
        }
    }

    @Test("pages through all of them once, of one role or of any")
    func pages() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for number in 0..<5 {
                _ = try await platform.makePerson(number % 2 == 0 ? .member : .advisor, in: admin.id)
            }
            for (query, count) in [("", 6), ("&role=MEMBER", 3), ("&role=ADVISOR", 2)] {
                var (seen, cursor): ([String], String?) = ([], nil)
                repeat {
                    let next = cursor.map { "&cursor=\($0)" } ?? ""
                    let page = try await platform.send(
                        .GET,
                        admin.path + "/members?limit=2\(query)\(next)",
                        token: admin.token
                    )
                    expectStatus(page, 200)
                    seen += page.data("id")
                    cursor = page.string("next_cursor")
                } while cursor != nil
                #expect(seen.count == count && Set(seen).count == count, "\(query)")
            }
            let wrong = try await platform.send(.GET, admin.path + "/members?role=SUPER_USER", token: admin.token)
            expectProblem(wrong, 422, "VALIDATION_FAILED", ["/query/role UNKNOWN_VALUE"])
        }
    }
}
