import Domain
import Foundation
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/keys with filters")
struct FilterKeysTests {
    @Test("status: one or several, as keys are now")
    func status() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            var made: [String: String] = [:]
            for name in ["Active", "Disabled", "Expired", "Revoked", "Disabled and expired"] {
                let end: [String: JSON] = name.hasSuffix("xpired") ? ["expires_at": "2027-01-15T13:00:00Z"] : [:]
                made[name] = try await platform.makeKey(in: admin, name: name, end).id
            }
            for name in ["Disabled", "Disabled and expired"] {
                try await platform.disable(key: try #require(made[name]))
            }
            try await platform.revoke(try #require(made["Revoked"]), in: admin)
            clock.move(to: try .at("2027-01-15T13:00:00Z"))
            let expected = [
                "ACTIVE": ["Active"], "DISABLED": ["Disabled"], "EXPIRED": ["Disabled and expired", "Expired"],
                "REVOKED": ["Revoked"], "ACTIVE,REVOKED": ["Active", "Revoked"],
                "REVOKED,ACTIVE,ACTIVE": ["Active", "Revoked"],
                "ACTIVE,DISABLED,EXPIRED,REVOKED": [
                    "Active", "Disabled", "Disabled and expired", "Expired", "Revoked",
                ],
            ]
            for (status, names) in expected {
                for sort in ["status", "created_at", "-created_at", "name", "-expires_at"] {
                    let found = try await platform.names(admin, "status=\(status)&sort=\(sort)", limit: 2)
                    #expect(found.sorted() == names, "\(status) \(sort)")
                }
            }
        }
    }

    @Test(
        "expiration: soon is seven days or less to the microsecond, VALID includes NEVER",
        arguments: [
            // Over a leap day, and over the end of a year.
            "2028-02-23T00:00:00Z", "2026-12-25T00:00:00Z",
        ]
    )
    func expiration(now: String) async throws {
        let now = try Instant.at(now)
        let clock = TestClock(now)
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let week: Duration = .seconds(7 * 86_400)
            let ends: [(String, Instant?)] = [
                ("Never", nil), ("Later", now + week + .milliseconds(1)), ("In a week", now + week),
                ("At once", now + .milliseconds(1)),
            ]
            for (name, end) in ends {
                let more: [String: JSON] = end.map { ["expires_at": .string($0.description)] } ?? [:]
                _ = try await platform.makeKey(in: admin, name: name, more)
            }
            #expect(try await platform.sorted(admin, "expiration=EXPIRING_SOON") == ["At once", "In a week"])
            #expect(try await platform.sorted(admin, "expiration=VALID") == ["Later", "Never"])
            #expect(try await platform.sorted(admin, "expiration=NEVER") == ["Never"])
            #expect(try await platform.sorted(admin, "expiration=EXPIRED") == [])
            clock.advance(by: .milliseconds(1))
            #expect(try await platform.sorted(admin, "expiration=EXPIRED") == ["At once"])
            #expect(try await platform.sorted(admin, "expiration=EXPIRING_SOON") == ["In a week", "Later"])
            let byExpiry = try await platform.names(admin, "expiration=EXPIRING_SOON&sort=-expires_at", limit: 1)
            #expect(byExpiry == ["Later", "In a week"])
        }
    }

    @Test("q: the beginning of a name in any case, every character for itself")
    func names() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for name in ["Orders", "orders 2", "My orders", "50% off", "50 off", "a_b", "axb", "a\\b", "Été", "日本語"] {
                _ = try await platform.makeKey(in: admin, name: name, scopes: ["customers:read"])
            }
            let expected = [
                "ORD": ["Orders", "orders 2"], "orders ": ["orders 2"], "50%": ["50% off"], "a_": ["a_b"],
                "a\\": ["a\\b"], "é": ["Été"], "E\u{301}T": ["Été"], "日本": ["日本語"], "rders": [], "\u{10FFFF}": [],
                "'; DROP TABLE keys; --": [],
            ]
            for (text, names) in expected {
                #expect(try await platform.sorted(admin, "q=\(escaped(text))") == names, "\(text)")
            }
            #expect(try await platform.names(admin, "q=").count == 10)
        }
    }

    @Test("q: the shown prefix, whole or in part, or the kid alone")
    func shown() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin, name: "Sought")
            _ = try await platform.makeKey(in: admin, name: "Other")
            let read = try await platform.send(.GET, admin.path + "/keys/\(id)", token: admin.token)
            let shown = try #require(read.string("prefix"))
            let kid = try #require(KeyString.parse(secret)).kid.description
            for text in [shown, String(shown.dropLast()), String(shown.dropLast(3)), kid, kid + "…"] {
                #expect(try await platform.names(admin, "q=\(escaped(text))") == ["Sought"], "\(text)")
            }
            let route = String(kid.prefix(TenantRoute.length))
            let prefix = String(shown.prefix { $0 != "_" })
            for text in [route, prefix, prefix + "_", prefix + "_live", prefix + "_live_" + route] {
                #expect(try await platform.sorted(admin, "q=\(escaped(text))") == ["Other", "Sought"], "\(text)")
            }
            #expect(try await platform.names(admin, "q=\(escaped(prefix + "_test"))") == [])
            // A secret is not looked for.
            #expect(try await platform.names(admin, "q=\(escaped(secret))") == [])
        }
    }

    @Test("environment and unused_for, and all of them together")
    func others() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            #expect(try await platform.names(admin, "environment=TEST") == [])
            let other = try await platform.makeAdmin()
            let used = try await platform.makeKey(in: other, name: "Used").id
            _ = try await platform.makeKey(in: other, name: "Unused")
            clock.advance(by: .seconds(90 * 86_400))
            let later = try await platform.makePerson(.businessAdmin, in: other.id)
            _ = try await platform.makeKey(in: later, name: "New")
            let tenant: ID<Tenant> = try #require(ID(other.id))
            let key: ID<APIKey> = try #require(ID(used))
            try await platform.database.run(
                """
                INSERT INTO usage_totals (tenant_id, key_id, requests, last_used_at)
                VALUES (\(tenant), \(key), 1, \(clock.now))
                """
            )
            #expect(try await platform.names(other, "unused_for=90d") == ["Unused"])
            #expect(try await platform.names(other, "unused_for=91d") == [])
            #expect(try await platform.sorted(other, "environment=LIVE") == ["New", "Unused", "Used"])
            let all = "status=ACTIVE&expiration=VALID&environment=LIVE&q=un&unused_for=90d&sort=name"
            #expect(try await platform.names(other, all) == ["Unused"])
        }
    }

    @Test("authorization_group: whose permissions are that group's, whatever else is asked for")
    func groups() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.makeGroup(in: admin, name: "Payments", scopes: ["payments:read"])
            let other = try await platform.makeGroup(in: admin, name: "Others", scopes: ["payments:read"])
            let revoked = try await platform.makeKey(in: admin, name: "Old till", group: group).id
            for name in ["Till 1", "Till 2", "Office"] {
                _ = try await platform.makeKey(in: admin, name: name, group: group)
            }
            _ = try await platform.makeKey(in: admin, name: "Till 3", group: other)
            try await platform.revoke(revoked, in: admin)
            let asked = "authorization_group=\(group)"
            #expect(try await platform.sorted(admin, asked) == ["Office", "Old till", "Till 1", "Till 2"])
            let tills = try await platform.names(admin, "\(asked)&status=ACTIVE&q=till&sort=-name")
            #expect(tills == ["Till 2", "Till 1"])
            #expect(try await platform.names(admin, "authorization_group=\(other)") == ["Till 3"])
            let stranger = try await platform.makeAdmin("tenant-settings")
            #expect(try await platform.names(stranger, asked) == [])
        }
    }

    @Test("what there is not is refused, all of it at once")
    func refusals() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let query =
                "status=ACTIVE,GONE&expiration=SOON&environment=live&q=\(String(repeating: "x", count: 201))"
                + "&authorization_group=1&unused_for=90&sort=age&limit=0&color=red"
            let reply = try await platform.send(.GET, admin.path + "/keys?" + query, token: admin.token)
            let expected = [
                "/query/authorization_group INVALID_ID", "/query/color UNKNOWN_FIELD",
                "/query/environment UNKNOWN_VALUE", "/query/expiration UNKNOWN_VALUE",
                "/query/limit OUT_OF_RANGE", "/query/q TOO_LONG", "/query/sort UNKNOWN_VALUE",
                "/query/status UNKNOWN_VALUE", "/query/unused_for INVALID_PERIOD",
            ]
            expectProblem(reply, 422, "VALIDATION_FAILED", expected)
            for query in [
                "status=", "status=ACTIVE,", "status=active", "unused_for=0d", "unused_for=",
                "status=ACTIVE&status=REVOKED",
            ] {
                let reply = try await platform.send(.GET, admin.path + "/keys?" + query, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", nil, "\(query)")
            }
        }
    }

    @Test("another tenant's keys are never found")
    func tenants() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let (_, secret) = try await platform.makeKey(in: cast.stranger, name: "Theirs")
            let kid = try #require(KeyString.parse(secret)).kid.description
            #expect(try await platform.names(cast.admin, "q=\(kid)") == [])
            #expect(try await platform.names(cast.admin, "q=Theirs") == [])
        }
    }
}

/// As it stands in a query.
private func escaped(_ text: String) -> String {
    text.utf8.map { byte in
        let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        return isPlain ? String(UnicodeScalar(byte)) : String(format: "%%%02X", Int(byte))
    }.joined()
}

extension TestPlatform {
    fileprivate func sorted(_ tenant: TestTenant, _ query: String) async throws -> [String] {
        try await names(tenant, query).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
