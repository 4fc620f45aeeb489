import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/keys?sort=")
struct SortKeysTests {
    @Test("lists keys in every order there is, whatever the page's size; those that never expire last")
    func orders() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let made: [(String, String?)] = [
                ("beta", "2027-03-01T00:00:00Z"), ("Zulu", nil), ("alpha", "2027-02-01T00:00:00Z"), ("Ändern", nil),
                ("Alpha 2", "2027-02-01T00:00:00.001Z"),
            ]
            for (name, end) in made {
                clock.advance(by: .milliseconds(1))
                _ = try await platform.makeKey(in: admin, name: name, end.map { ["expires_at": .string($0)] } ?? [:])
            }
            let orders: [(String, [String])] = [
                ("status", ["Alpha 2", "Ändern", "alpha", "Zulu", "beta"]),
                ("created_at", ["beta", "Zulu", "alpha", "Ändern", "Alpha 2"]),
                ("-created_at", ["Alpha 2", "Ändern", "alpha", "Zulu", "beta"]),
                ("name", ["alpha", "Alpha 2", "beta", "Zulu", "Ändern"]),
                ("-name", ["Ändern", "Zulu", "beta", "Alpha 2", "alpha"]),
            ]
            for (sort, names) in orders {
                for limit in [1, 2, 100] {
                    #expect(try await platform.names(admin, "sort=\(sort)", limit: limit) == names, "\(sort) \(limit)")
                }
            }
            for limit in [1, 2, 100] {
                let rising = try await platform.names(admin, "sort=expires_at", limit: limit)
                #expect(
                    rising.prefix(3) == ["alpha", "Alpha 2", "beta"] && Set(rising.suffix(2)) == ["Zulu", "Ändern"]
                )
                let falling = try await platform.names(admin, "sort=-expires_at", limit: limit)
                #expect(falling.prefix(3) == ["beta", "Alpha 2", "alpha"])
                #expect(Array(falling.suffix(2)) == rising.suffix(2).reversed())
            }
        }
    }

    @Test("keys of one moment or one name are told apart by their ids")
    func ties() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let end: [String: JSON] = ["expires_at": "2027-02-01T00:00:00Z"]
            for _ in 0..<5 { _ = try await platform.makeKey(in: admin, name: "Same", end) }
            for sort in ["status", "created_at", "-created_at", "name", "-name", "expires_at", "-expires_at"] {
                let ids = try await platform.listed(admin, "id", "sort=\(sort)", limit: 2)
                #expect(Set(ids).count == 5 && ids.count == 5, "\(sort)")
                let isDescending = sort.hasPrefix("-") || sort == "status"
                #expect(ids == (isDescending ? ids.sorted().reversed() : ids.sorted()), "\(sort)")
            }
        }
    }

    @Test("a key that was stamped as expired since the first page stands where it stood then", arguments: [1, 3])
    func stamped(limit: Int) async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            for number in 1...6 {
                clock.advance(by: .milliseconds(1))
                let end: [String: JSON] = number % 2 == 0 ? ["expires_at": "2027-01-15T12:00:10Z"] : [:]
                _ = try await platform.makeKey(in: admin, name: "Key \(number)", end)
            }
            let path = admin.path + "/keys?limit=\(limit)"
            let first = try await platform.send(.GET, path, token: admin.token)
            clock.advance(by: .seconds(60))
            try await platform.database.run("UPDATE keys SET expired_at = expires_at WHERE expires_at IS NOT NULL")
            var names = first.data("name")
            var page = first
            while page["next_cursor"] != .null, page.status == 200 {
                page = try await platform.send(.GET, path + "&cursor=\(page.cursor)", token: admin.token)
                names += page.data("name")
            }
            #expect(names == ["Key 6", "Key 5", "Key 4", "Key 3", "Key 2", "Key 1"])
        }
    }

    @Test("an order that there is not is refused", arguments: ["", "Status", "-status", "+name", "created", "name,id"])
    func unknown(sort: String) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let path = admin.path + "/keys?sort=\(sort.replacing("+", with: "%2B"))"
            let reply = try await platform.send(.GET, path, token: admin.token)
            expectProblem(reply, 422, "VALIDATION_FAILED", ["/query/sort UNKNOWN_VALUE"])
        }
    }

    @Test("a cursor is good for its order and its filter alone, whatever the page's size")
    func cursors() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for number in 1...3 { _ = try await platform.makeKey(in: admin, name: "Key \(number)") }
            let path = admin.path + "/keys"
            let page = try await platform.send(.GET, path + "?limit=1&sort=name&status=ACTIVE", token: admin.token)
            for query in [
                "", "?sort=-name&status=ACTIVE", "?sort=name", "?sort=name&status=ACTIVE,DISABLED",
                "?sort=name&status=ACTIVE&q=k",
            ] {
                let cursor = (query.isEmpty ? "?" : query + "&") + "cursor=\(page.cursor)"
                let reply = try await platform.send(.GET, path + cursor, token: admin.token)
                expectProblem(reply, 400, "INVALID_CURSOR", nil, "\(query)")
            }
            let rest = try await platform.send(
                .GET,
                path + "?cursor=\(page.cursor)&status=ACTIVE&sort=name&limit=9",
                token: admin.token
            )
            #expect(rest.data("name") == ["Key 2", "Key 3"])
        }
    }
}

extension TestPlatform {
    func names(_ tenant: TestTenant, _ query: String, limit: Int = 100) async throws -> [String] {
        try await listed(tenant, "name", query, limit: limit)
    }

    /// A member of the keys on all pages.
    func listed(_ tenant: TestTenant, _ member: String, _ query: String, limit: Int = 100) async throws -> [String] {
        var found: [String] = []
        let path = tenant.path + "/keys?limit=\(limit)&\(query)"
        let token = try await signIn(tenant.person)
        var page = try await send(.GET, path, token: token)
        expectStatus(page, 200)
        found += page.data(member)
        while page.status == 200, page["next_cursor"] != .null {
            page = try await send(.GET, path + "&cursor=\(page.cursor)", token: token)
            expectStatus(page, 200)
            found += page.data(member)
        }
        return found
    }
}
