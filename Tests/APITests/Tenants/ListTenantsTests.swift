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

    @Test("is narrowed to a part of the name in any case, or to one id", arguments: [Role.superUser, .partnerAdmin])
    func search(role: Role) async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let parent = cast.partnerAdmin.id
            let acme = try await platform.makeTenant(parent: parent, name: "Acme Ltd")
            let cafe = try await platform.makeTenant(parent: parent, name: "Café ÉTOILE 100%_")
            _ = try await platform.makeTenant(name: "Acme elsewhere")
            let list = { (query: String) in
                let path = "/v1/tenants?parent_id=\(parent)&q=\(query)"
                return try await platform.send(.GET, path, token: cast.token(of: role)).data("id")
            }
            for query in ["acme", "CME", "Acme%20Ltd", acme] { #expect(try await list(query) == [acme], "\(query)") }
            for query in ["caf%C3%A9", "cafe%CC%81", "%C3%A9toile", "100%25_", "%25"] {
                #expect(try await list(query) == [cafe], "\(query)")
            }
            #expect(try await list("") == [cast.business, acme, cafe])
            for query in ["nothing", "A%25e", unknownID(Tenant.self), ID<Tenant>.platform.description] {
                #expect(try await list(query) == [], "\(query)")
            }
        }
    }

    @Test("is narrowed to partners or businesses, and to those under a partner")
    func kinds() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let list = { (query: String, role: Role) in
                try await platform.send(.GET, "/v1/tenants?\(query)", token: cast.token(of: role)).data("id")
            }
            for role in [Role.support, .partnerAdmin] {
                #expect(try await list("kind=PARTNER", role) == [cast.partnerAdmin.id])
                #expect(try await list("parent_id=\(cast.partnerAdmin.id)", role) == [cast.business])
                #expect(try await list("kind=PARTNER&parent_id=\(cast.partnerAdmin.id)", role) == [])
                #expect(try await list("parent_id=\(unknownID(Tenant.self))", role) == [])
            }
            #expect(try await list("kind=BUSINESS", .support) == [cast.business, cast.stranger.id])
            // To its own people the business is theirs, and of the partner's other ones they learn nothing.
            _ = try await platform.makeTenant(parent: cast.partnerAdmin.id)
            #expect(try await list("parent_id=\(cast.partnerAdmin.id)", .businessAdmin) == [cast.business])
        }
    }

    @Test("is narrowed to who is suspended, or not, themselves or with their partner")
    func statuses() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let (partner, business, stranger) = (cast.partnerAdmin.id, cast.business, cast.stranger.id)
            let list = { (status: String, role: Role) in
                let list = try await platform.send(.GET, "/v1/tenants?status=\(status)", token: cast.token(of: role))
                #expect(list["next_cursor"] == .null)
                return list.data("id")
            }
            let expect = { (suspended: [String], active: [String]) async throws in
                for role in [Role.superUser, .support, .partnerAdmin] {
                    let theirs = Set(role.isPlatform ? [partner, business, stranger] : [partner, business])
                    #expect(try await list("SUSPENDED", role) == suspended.filter(theirs.contains))
                    #expect(try await list("ACTIVE", role) == active.filter(theirs.contains))
                }
            }
            try await expect([], [partner, business, stranger])
            try await platform.suspend(business)
            try await expect([business], [partner, stranger])
            try await platform.lift(business)
            try await platform.suspend(partner)
            try await expect([partner, business], [stranger])
            #expect(try await list("SUSPENDED", .member) == [business])
        }
    }

    @Test("goes on where its cursor says under its filter, and under no other one")
    func filteredPages() async throws {
        try await withPlatform { platform in
            var made: [String] = []
            for number in 1...7 {
                let id = try await platform.makeTenant(
                    name: number.isMultiple(of: 2) ? "Odd one out" : "Shop \(number)"
                )
                if !number.isMultiple(of: 2) { made.append(id) }
            }
            let token = try await platform.makeStaff(.support)
            for filter in ["q=shop", "q=shop&kind=BUSINESS&status=ACTIVE"] {
                var (found, cursor): ([String], String?) = ([], "")
                while let at = cursor {
                    let path = "/v1/tenants?limit=1&\(filter)" + (at == "" ? "" : "&cursor=\(at)")
                    let page = try await platform.send(.GET, path, token: token)
                    expectStatus(page, 200)
                    found += page.data("id")
                    cursor = page.string("next_cursor")
                }
                #expect(found == made)
            }
            let cursor = try await platform.send(.GET, "/v1/tenants?limit=1&q=shop", token: token).cursor
            for filter in ["", "&q=Shop", "&q=shop&kind=BUSINESS", "&q=shop&status=ACTIVE", "&q=sho"] {
                let path = "/v1/tenants?limit=1\(filter)&cursor=\(cursor)"
                expectProblem(
                    try await platform.send(.GET, path, token: token),
                    400,
                    "INVALID_CURSOR",
                    nil,
                    "\(filter)"
                )
            }
        }
    }

    @Test("says what is wrong with each filter")
    func wrongFilters() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeStaff(.support)
            let cases = [
                ("kind=PLATFORM", "/query/kind UNKNOWN_VALUE"), ("status=ENDED", "/query/status UNKNOWN_VALUE"),
                ("parent_id=1", "/query/parent_id INVALID_ID"),
                ("q=" + String(repeating: "a", count: 201), "/query/q TOO_LONG"),
                ("q=a%C2%85", "/query/q INVALID_CHARACTER"),
            ]
            for (query, error) in cases {
                let reply = try await platform.send(.GET, "/v1/tenants?\(query)", token: token)
                expectProblem(reply, 422, "VALIDATION_FAILED", [error], "\(query)")
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
