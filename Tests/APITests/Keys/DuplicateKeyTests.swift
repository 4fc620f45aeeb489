import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/keys/{key}/duplicate")
struct DuplicateKeyTests {
    @Test("makes a key like the other one, with a secret of its own, and leaves that one as it is")
    func duplicates() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let (id, secret) = try await platform.makeKey(
                in: admin,
                name: "Server",
                scopes: ["invoices:read", "payouts:read"],
                [
                    "description": "In the cellar", "environment": "TEST", "expires_on": "2099-01-31",
                    "ip_allowlist": ["10.0.0.0/8", "2001:db8::/32"],
                    "rate_limit": ["requests": 10, "window_seconds": 60, "burst": 20],
                ]
            )
            let original = try await platform.read(id, in: admin)
            let reply = try await platform.ask(.duplicate, id, in: admin)
            expectStatus(reply, 201)
            #expect(reply.headers.first(name: "ETag") == "\"1\"")
            #expect(reply.headers.first(name: "Cache-Control") == "no-store")
            #expect(reply["receipt"] == nil)
            #expect(reply.string("key", "name") == "Server (copy)")
            #expect(reply.string("key", "duplicated_from") == id)
            #expect(reply["key", "id"] != original["id"])
            #expect(reply["key", "expires_at"] == .null)
            for member in ["description", "environment", "scopes", "ip_allowlist", "rate_limit", "status"] {
                #expect(reply["key", member] == original[member], "\(member)")
            }
            let copy = try #require(reply.string("secret"))
            #expect(copy != secret)
            #expect(copy.hasPrefix("sk_test_"))
            #expect(reply.string("key", "prefix") == copy.prefix("sk_test_".count + 16) + "…")
            let after = try await platform.read(id, in: admin)
            #expect(try after.json == original.json)
            let events = try await platform.audited("key.duplicate", of: admin.id)
            #expect(events.count == 1)
            #expect(events.first?["object"] == reply["key", "id"])
            #expect(events.first?["before"] == .null)
            #expect(events.first?["after"]?["duplicated_from"] == .string(id))
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("full access is copied as the scopes that it was, and a group as the group")
    func permissions() async throws {
        try await withPlatform { platform in
            let dashboard = try await platform.makeAdmin("enterprise-dashboard")
            let full = try await platform.send(
                .POST,
                dashboard.path + "/keys",
                ["name": "All", "full_access": true],
                token: dashboard.token
            )
            let copy = try await platform.ask(.duplicate, try #require(full.string("key", "id")), in: dashboard)
            expectStatus(copy, 201)
            #expect(copy["key", "scopes"] == full["key", "scopes"])

            let settings = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.makeGroup(in: settings, scopes: ["customers:read"])
            let id = try await platform.makeKey(in: settings, group: group).id
            let grouped = try await platform.ask(.duplicate, id, in: settings)
            expectStatus(grouped, 201)
            #expect(grouped.string("key", "authorization_group", "id") == group)
            #expect(grouped["key", "scopes"] == ["customers:read"])
            try await platform.expectConsistent(settings.id)
        }
    }

    @Test("a name too long for its suffix loses its end, however often it is copied")
    func longName() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin, name: String(repeating: "é", count: 200)).id
            let once = try await platform.ask(.duplicate, id, in: admin)
            expectStatus(once, 201)
            #expect(once.string("key", "name") == String(repeating: "é", count: 193) + " (copy)")
            let twice = try await platform.ask(.duplicate, try #require(once.string("key", "id")), in: admin)
            #expect(twice.string("key", "name") == String(repeating: "é", count: 193) + " (copy)")
        }
    }

    @Test("a key is copied in whatever state it is; the copy is active")
    func anyState() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let expired = try await platform.makeKey(in: admin, ["expires_at": "2027-01-15T12:00:10Z"]).id
            let disabled = try await platform.makeKey(in: admin).id
            let revoked = try await platform.makeKey(in: admin).id
            expectStatus(try await platform.ask(.disable, disabled, in: admin), 200)
            expectStatus(try await platform.ask(.revoke, revoked, in: admin), 200)
            clock.advance(by: .seconds(10))
            for id in [expired, disabled, revoked] {
                let reply = try await platform.ask(.duplicate, id, in: admin)
                expectStatus(reply, 201)
                #expect(reply.string("key", "status") == "ACTIVE")
                #expect(reply["key", "disabled_at"] == .null)
                #expect(reply["key", "revoked_at"] == .null)
                let verdict = try await platform.verdict(reply.string("secret") ?? "")
                #expect(verdict == "VALID")
            }
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("its expiry follows the policy, as any new key's")
    func expiry() async throws {
        let clock = TestClock(try .at("2028-02-29T10:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let id = try await platform.makeKey(in: partner, ["expires_in": "30d"]).id
            for (body, end) in [
                (nil, "2029-02-28T10:00:00.000Z"), ([:], "2029-02-28T10:00:00.000Z"),
                (["expires_in": "2y"], "2030-02-28T10:00:00.000Z"),
            ] as [(JSON?, JSON)] {
                let reply = try await platform.ask(.duplicate, id, in: partner, body)
                expectStatus(reply, 201)
                #expect(reply["key", "expires_at"] == end)
            }
            for (body, errors) in [
                (["expires_in": "31d"], ["/expires_in NOT_ALLOWED_BY_POLICY"]),
                (["expires_on": 5, "name": "x"], ["/expires_on WRONG_TYPE", "/name UNKNOWN_FIELD"]),
            ] as [(JSON, [String])] {
                let reply = try await platform.ask(.duplicate, id, in: partner, body)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
        }
    }

    @Test("today's policy binds it: what a key could have once, its copy may not")
    func policy() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let id = try await platform.makeKey(
                in: admin,
                scopes: ["invoices:read", "payouts:read"],
                ["environment": "TEST"]
            ).id
            let scopes = #"[{"name": "payouts:read", "label": "Payouts", "description": ""}]"#
            try await platform.amendPolicy(of: admin.id, "scopes = '\(scopes)', environments = '{LIVE}'")
            let reply = try await platform.ask(.duplicate, id, in: admin)
            expectProblem(
                reply,
                422,
                "VALIDATION_FAILED",
                ["/environment NOT_ALLOWED_BY_POLICY", "/scopes/0 UNKNOWN_SCOPE"]
            )
        }
    }

    @Test("nobody copies a key that can do what is beyond their own ceiling")
    func ceiling() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let bounded = try await platform.makeBounded(in: cast.admin, role: .advisor, to: ["customers:read"])
            let wide = try await platform.makeKey(in: cast.admin, scopes: ["customers:read", "payments:write"]).id
            let refused = try await platform.ask(.duplicate, wide, in: bounded)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(refused["missing_scopes"] == ["payments:write"])
            let narrow = try await platform.makeKey(in: cast.admin, scopes: ["customers:read"]).id
            expectStatus(try await platform.ask(.duplicate, narrow, in: bounded), 201)
        }
    }

    @Test("counts against the limit, which many at once do not exceed")
    func limit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 5)
            let id = try await platform.makeKey(in: admin).id
            let replies = try await atOnce(20) { _ in try await platform.ask(.duplicate, id, in: admin) }
            #expect(replies.count { $0.status == 201 } == 4)
            for reply in replies where reply.status != 201 {
                expectProblem(reply, 409, "KEY_LIMIT_REACHED")
                #expect(reply["limit"] == 5)
                #expect(reply["used"] == 5)
            }
            #expect(Set(replies.compactMap { $0.string("secret") }).count == 4)
            try await platform.expectConsistent(admin.id)
        }
    }
}
