import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants")
struct ListTenantsTests {
    @Test("staff see all tenants, oldest first, and never the platform itself", arguments: [Role.superUser, .support])
    func staff(role: Role) async throws {
        try await withPlatform { platform in
            var made: [String] = []
            for number in 1...5 { made.append(try await platform.makeTenant(name: "Tenant \(number)")) }
            let token = try await platform.makeStaff(role)
            let list = try await platform.send(.GET, "/v1/tenants", token: token)
            expectStatus(list, 200)
            #expect(list.data("id") == made)
            #expect(list.data("name") == (1...5).map { "Tenant \($0)" })
            #expect(list["next_cursor"] == .null)
        }
    }

    @Test("a list is read page by page, and what is added meanwhile comes at its end")
    func pages() async throws {
        try await withPlatform { platform in
            var made: [String] = []
            for _ in 1...5 { made.append(try await platform.makeTenant()) }
            let token = try await platform.makeStaff(.support)
            let first = try await platform.send(.GET, "/v1/tenants?limit=2", token: token)
            made.append(try await platform.makeTenant())
            let second = try await platform.send(.GET, "/v1/tenants?limit=2&cursor=\(first.cursor)", token: token)
            let third = try await platform.send(.GET, "/v1/tenants?limit=2&cursor=\(second.cursor)", token: token)
            #expect(first.data("id") + second.data("id") + third.data("id") == made)
            #expect(third["next_cursor"] == .null)
        }
    }

    @Test("a partner's admin sees the partner and its businesses, page by page; others see their own tenant")
    func own() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let second = try await platform.makeTenant(parent: cast.partnerAdmin.id)
            let family = [cast.partnerAdmin.id, cast.business, second]
            let all = try await platform.send(.GET, "/v1/tenants", token: cast.partnerAdmin.token)
            #expect(all.data("id") == family)
            let first = try await platform.send(.GET, "/v1/tenants?limit=2", token: cast.partnerAdmin.token)
            #expect(first.data("id") == Array(family.prefix(2)))
            let rest = try await platform.send(
                .GET,
                "/v1/tenants?limit=2&cursor=\(first.cursor)",
                token: cast.partnerAdmin.token
            )
            #expect(rest.data("id") == [second])
            for role in [Role.businessAdmin, .advisor, .member] {
                let list = try await platform.send(.GET, "/v1/tenants", token: cast.token(of: role))
                #expect(list.data("id") == [cast.business])
            }
        }
    }

    @Test("somebody with several memberships sees the union, each tenant once")
    func union() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            try await platform.join(cast.partnerAdmin.person, to: cast.business, as: .advisor)
            try await platform.join(cast.partnerAdmin.person, to: cast.stranger.id, as: .member)
            let list = try await platform.send(.GET, "/v1/tenants", token: cast.partnerAdmin.token)
            #expect(list.data("id") == [cast.partnerAdmin.id, cast.business, cast.stranger.id])
        }
    }

    @Test("a cursor is good for the one whom it was given, and as it was given")
    func cursors() async throws {
        try await withPlatform { platform in
            for _ in 1...2 { _ = try await platform.makeTenant() }
            let token = try await platform.makeStaff(.support)
            let cursor = try await platform.send(.GET, "/v1/tenants?limit=1", token: token).cursor
            let other = try await platform.makeStaff(.support)
            for (cursor, token) in [(cursor, other), (tampered(cursor), token), ("", token), ("YQ", token)] {
                let reply = try await platform.send(.GET, "/v1/tenants?limit=1&cursor=\(cursor)", token: token)
                expectProblem(reply, 400, "INVALID_CURSOR")
            }
        }
    }

    @Test("a page has 1 to 100 elements, and every wrong parameter is named")
    func parameters() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeStaff(.support)
            for limit in ["0", "101", "-1"] {
                let reply = try await platform.send(.GET, "/v1/tenants?limit=\(limit)", token: token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/query/limit OUT_OF_RANGE"])
            }
            for limit in ["", "x", "01", "1.0", "99999999999999999999"] {
                let reply = try await platform.send(.GET, "/v1/tenants?limit=\(limit)", token: token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/query/limit WRONG_TYPE"])
            }
            let all = try await platform.send(.GET, "/v1/tenants?limit=0&page=2&cursor=a&cursor=b", token: token)
            expectProblem(
                all,
                422,
                "VALIDATION_FAILED",
                ["/query/limit OUT_OF_RANGE", "/query/page UNKNOWN_FIELD", "/query/cursor DUPLICATE_FIELD"]
            )
        }
    }
}

extension HTTPReply {
    /// Where the list goes on.
    var cursor: String { string("next_cursor") ?? "none" }
}

/// A cursor with one character changed in its middle.
func tampered(_ cursor: String) -> String {
    let place = cursor.index(cursor.startIndex, offsetBy: cursor.count / 2)
    return cursor.replacingCharacters(in: place...place, with: cursor[place] == "A" ? "B" : "A")
}
