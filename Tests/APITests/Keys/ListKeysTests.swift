import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/keys")
struct ListKeysTests {
    @Test("keys are listed active, disabled, expired, revoked, and within each newest first, whatever the page's size")
    func order() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            var made: [String: String] = [:]
            for name in ["A1", "R1", "E1", "D1", "A2", "R2", "E2", "D2", "A3"] {
                clock.advance(by: .milliseconds(1))
                let end: [String: JSON] = name.hasPrefix("E") ? ["expires_at": "2027-01-15T13:00:00Z"] : [:]
                made[name] = try await platform.makeKey(in: admin, name: name, end).id
            }
            for name in ["D1", "D2"] { try await platform.disable(key: try #require(made[name])) }
            for name in ["R1", "R2"] { try await platform.revoke(try #require(made[name]), in: admin) }
            clock.move(to: try .at("2027-01-15T13:00:00Z"))

            let expected = ["A3", "A2", "A1", "D2", "D1", "E2", "E1", "R2", "R1"]
            for limit in [1, 2, 4, 9, 100] {
                let listed = try await platform.walk(admin, limit: limit)
                #expect(listed == expected, "limit \(limit)")
            }
            let all = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            let statuses = [
                "ACTIVE", "ACTIVE", "ACTIVE", "DISABLED", "DISABLED", "EXPIRED", "EXPIRED", "REVOKED", "REVOKED",
            ]
            #expect(all.data("status") == statuses)
        }
    }

    @Test("what is added or revoked between two pages neither repeats nor hides what stays")
    func stability() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            var ids: [String] = []
            for number in 1...6 { ids.append(try await platform.makeKey(in: admin, name: "Key \(number)").id) }
            let path = admin.path + "/keys?limit=2"
            let first = try await platform.send(.GET, path, token: admin.token)
            #expect(first.data("name") == ["Key 6", "Key 5"])

            _ = try await platform.makeKey(in: admin, name: "Key 7")
            // The one at which the page ended, and one that is yet to come.
            try await platform.revoke(ids[4], in: admin)
            try await platform.revoke(ids[2], in: admin)
            let second = try await platform.send(.GET, path + "&cursor=\(first.cursor)", token: admin.token)
            #expect(second.data("name") == ["Key 4", "Key 2"])
            let third = try await platform.send(.GET, path + "&cursor=\(second.cursor)", token: admin.token)
            #expect(third.data("name").first == "Key 1")
        }
    }

    @Test("a key that expires between two pages is still where the first page's time has it")
    func expiryBetweenPages() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.makeKey(in: admin, name: "Ending", ["expires_at": "2027-01-15T12:00:10Z"])
            clock.advance(by: .seconds(1))
            _ = try await platform.makeKey(in: admin, name: "Lasting")
            let path = admin.path + "/keys?limit=1"
            let first = try await platform.send(.GET, path, token: admin.token)
            #expect(first.data("name") == ["Lasting"])
            clock.advance(by: .seconds(60))
            let second = try await platform.send(.GET, path + "&cursor=\(first.cursor)", token: admin.token)
            #expect(second.data("name") == ["Ending"])
            #expect(second["next_cursor"] == .null)
        }
    }

    @Test("a cursor of another tenant, of another list, or altered is refused")
    func cursors() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for tenant in [cast.admin, cast.stranger] {
                for name in ["One", "Two"] {
                    _ = try await platform.makeKey(in: tenant, name: name)
                    _ = try await platform.makeGroup(in: tenant, name: name, scopes: ["customers:read"])
                }
            }
            let path = cast.path + "/keys?limit=1"
            let token = cast.admin.token
            let own = try await platform.send(.GET, path, token: token).cursor
            let foreign = try await platform.send(
                .GET,
                cast.stranger.path + "/keys?limit=1",
                token: cast.stranger.token
            ).cursor
            let groups = try await platform.send(.GET, cast.path + "/authorization-groups?limit=1", token: token).cursor
            for cursor in [foreign, groups, tampered(own), String(own.dropLast(2)), "", "null"] {
                let reply = try await platform.send(.GET, path + "&cursor=\(cursor)", token: token)
                expectProblem(reply, 400, "INVALID_CURSOR", nil, "\(cursor)")
            }
            let good = try await platform.send(.GET, path + "&cursor=\(own)", token: token)
            #expect(good.data("name") == ["One"])
        }
    }

    @Test(
        "a page has 1 to 100 keys, 25 unless asked; strangers and members are refused before their parameters are read"
    )
    func parameters() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = cast.path + "/keys"
            for limit in ["0", "101"] {
                let reply = try await platform.send(.GET, path + "?limit=\(limit)", token: cast.admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/query/limit OUT_OF_RANGE"])
                let stranger = try await platform.send(.GET, path + "?limit=\(limit)", token: cast.stranger.token)
                expectProblem(stranger, 404, "NOT_FOUND")
                let member = try await platform.send(.GET, path + "?limit=\(limit)", token: cast.member.token)
                expectProblem(member, 403, "ROLE_FORBIDDEN")
            }
            let full = try await platform.makeAdmin(keyLimit: 26)
            for _ in 0..<26 { _ = try await platform.makeKey(in: full, scopes: ["customers:read"]) }
            let page = try await platform.send(.GET, full.path + "/keys", token: full.token)
            #expect(page.data("id").count == 25)
            let all = try await platform.send(.GET, full.path + "/keys?limit=26", token: full.token)
            #expect(all.data("id").count == 26)
            #expect(all["next_cursor"] == .null)
        }
    }
}

extension TestPlatform {
    /// The names on all pages.
    fileprivate func walk(_ admin: TestTenant, limit: Int) async throws -> [String] {
        var names: [String] = []
        var path = admin.path + "/keys?limit=\(limit)"
        while true {
            let page = try await send(.GET, path, token: try await signIn(admin.person))
            expectStatus(page, 200)
            names += page.data("name")
            guard page["next_cursor"] != .null, page.status == 200 else { return names }
            path = admin.path + "/keys?limit=\(limit)&cursor=\(page.cursor)"
        }
    }

    func revoke(_ key: String, in tenant: TestTenant) async throws {
        let reply = try await send(.POST, tenant.path + "/keys/\(key)/revoke", token: tenant.token)
        expectStatus(reply, 200)
    }
}
