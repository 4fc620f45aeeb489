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
