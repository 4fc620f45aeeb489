import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/keys")
struct CreateKeyTests {
    @Test("the answer has the key and its secret, and must not be stored")
    func creates() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let reply = try await platform.send(
                .POST,
                admin.path + "/keys",
                [
                    "name": "Cafe\u{301}", "description": "For\nthe till", "environment": "LIVE",
                    "scopes": ["payments:write", "customers:read"], "ip_allowlist": ["10.0.0.0/8", "::ffff:192.0.2.1"],
                    "rate_limit": ["requests": 10, "window_seconds": 60],
                ],
                token: admin.token
            )
            expectStatus(reply, 201)
            #expect(reply.headers.first(name: "Cache-Control") == "no-store")
            #expect(reply.headers.first(name: "ETag") == "\"1\"")

            let secret = try #require(reply.string("secret"))
            #expect(secret.wholeMatch(of: /biz_live_[0-9A-Za-z]{65}/) != nil)
            #expect(reply.string("key", "prefix") == secret.prefix("biz_live_".count + 16) + "…")
            #expect(reply.string("key", "tenant_id") == admin.id)
            #expect(reply.string("key", "name") == "Caf\u{E9}")
            #expect(reply.string("key", "description") == "For\nthe till")
            #expect(reply["key", "scopes"] == ["payments:write", "customers:read"])
            #expect(
                reply["key", "ip_allowlist"] == ["10.0.0.0/8", "192.0.2.1/32"]
                    || reply["key", "ip_allowlist"] == ["10.0.0.0/8", "192.0.2.1"]
            )
            #expect(reply["key", "rate_limit", "requests"] == 10)
            #expect(reply["key", "rate_limit", "burst"] == 10)
            #expect(reply.string("key", "status") == "ACTIVE")
            #expect(reply.string("key", "expiration") == "NEVER")
            #expect(reply["key", "expires_at"] == .null)
            #expect(reply.string("key", "created_by", "name") == "Test Person")
            #expect(reply["key", "updated_at"] == reply["key", "created_at"])
        }
    }

    @Test("the secret is in that one answer and nowhere else")
    func secretIsShownOnce() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            let tail = secret.suffix(49)
            for path in ["/keys", "/keys/\(id)"] {
                let reply = try await platform.send(.GET, admin.path + path, token: admin.token)
                #expect(!reply.text.contains(tail))
            }
            #expect(try await platform.database.places(of: String(tail)) == [])
            // The search finds what is there.
            let places = try await platform.database.places(of: id.replacing("key_", with: ""))
            #expect(places.contains("public.audit_events"))
        }
    }

    @Test("each portal makes the keys of its policy", arguments: Preset.shipped)
    func portals(preset: Preset) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(preset.name)
            let policy = preset.policy
            for environment in policy.environments {
                let reply = try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    try await minimal(policy, admin, platform, ["environment": .string(environment.rawValue)]),
                    token: admin.token
                )
                expectStatus(reply, 201)
                #expect(reply.string("key", "environment") == environment.rawValue)
                let prefix = "\(policy.secretPrefix)_\(environment.rawValue.lowercased())_"
                #expect(reply.string("secret")?.hasPrefix(prefix) == true)
            }
            guard policy.environments.count == 1 else { return }
            let test = try await platform.send(
                .POST,
                admin.path + "/keys",
                try await minimal(policy, admin, platform, ["environment": "TEST"]),
                token: admin.token
            )
            expectProblem(test, 422, "VALIDATION_FAILED", ["/environment NOT_ALLOWED_BY_POLICY"])
        }
    }

    @Test("what is wrong with the form and what is against the rules is named in one answer")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let reply = try await platform.send(
                .POST,
                admin.path + "/keys",
                [
                    "name": 5, "description": "a\u{202E}b", "environment": "STAGING",
                    "scopes": ["invoices:read", "nonesuch", "invoices:read"], "authorization_group_id": "grp_1",
                    "expires_in": "1w", "ip_allowlist": ["10.0.0.1/8", "10.0.0.1", "::ffff:10.0.0.1", "example.com"],
                    "rate_limit": ["requests": 0, "window_seconds": "1"], "color": "red",
                ],
                token: admin.token
            )
            expectProblem(
                reply,
                422,
                "VALIDATION_FAILED",
                [
                    "/name WRONG_TYPE", "/description INVALID_CHARACTER", "/environment UNKNOWN_VALUE",
                    "/scopes/1 UNKNOWN_SCOPE", "/scopes/2 DUPLICATE", "/authorization_group_id NOT_ALLOWED_BY_POLICY",
                    "/expires_in INVALID_PERIOD", "/ip_allowlist/0 INVALID_ADDRESS", "/ip_allowlist/2 DUPLICATE",
                    "/ip_allowlist/3 INVALID_ADDRESS", "/rate_limit/requests OUT_OF_RANGE",
                    "/rate_limit/window_seconds WRONG_TYPE", "/color UNKNOWN_FIELD",
                ]
            )
            let list = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            #expect(list["data"] == [])
        }
    }

    @Test("each portal refuses what its policy has no place for", arguments: Refusal.all)
    func refusals(refusal: Refusal) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(refusal.preset)
            for (body, errors) in refusal.forms {
                let reply = try await platform.send(.POST, admin.path + "/keys", body, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors, "\(body.text)")
            }
        }
    }

    @Test("names have 2 to 200 characters and need not be unique; an allowlist has up to 100 entries")
    func bounds() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin(keyLimit: 100)
            let addresses = (0...100).map { JSON.string("192.0.2.\($0)") }
            let forms: [(JSON, [String])] = [
                (key(name: "ab"), []), (key(name: "ab"), []),
                (key(name: String(repeating: "\u{1F511}", count: 200)), []),
                (key(name: "a"), ["/name TOO_SHORT"]),
                (key(name: String(repeating: "a", count: 201)), ["/name TOO_LONG"]),
                (key(name: " \u{2003} "), ["/name BLANK"]), (key(name: "a\u{0}b"), ["/name INVALID_CHARACTER"]),
                (key(["ip_allowlist": .array(Array(addresses.dropLast()))]), []),
                (key(["ip_allowlist": .array(addresses)]), ["/ip_allowlist TOO_MANY"]),
                (key(["description": .string(String(repeating: "a", count: 1000))]), []),
                (key(["description": .string(String(repeating: "a", count: 1001))]), ["/description TOO_LONG"]),
            ]
            for (body, errors) in forms {
                let reply = try await platform.send(.POST, admin.path + "/keys", body, token: admin.token)
                if errors.isEmpty {
                    expectStatus(reply, 201)
                } else {
                    expectProblem(reply, 422, "VALIDATION_FAILED", errors)
                }
            }
        }
    }

    @Test("full access is every scope of the catalogue")
    func fullAccess() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("enterprise-dashboard")
            let reply = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "All", "full_access": true],
                token: admin.token
            )
            expectStatus(reply, 201)
            #expect(reply["key", "scopes"] == .strings(try await platform.catalogue(of: admin)))
        }
    }

    @Test("a group's key has the group's scopes")
    func groups() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let other = try await platform.makeAdmin("tenant-settings")
            let own = try await platform.makeGroup(in: admin, scopes: ["payments:read"])
            let foreign = try await platform.makeGroup(in: other, scopes: ["payments:read"])
            let ceiling = try await platform.makeGroup(
                in: admin,
                name: "People",
                type: "USER",
                scopes: ["payments:read"]
            )

            let made = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "A key", "authorization_group_id": .string(own)],
                token: admin.token
            )
            expectStatus(made, 201)
            #expect(made["key", "scopes"] == ["payments:read"])
            #expect(made["key", "authorization_group"] == ["id": .string(own), "name": "Readers"])

            let wrong = [
                (foreign, "UNKNOWN_GROUP"), (unknownID(AuthorizationGroup.self), "UNKNOWN_GROUP"),
                ("grp_1", "UNKNOWN_GROUP"),
                (ceiling, "WRONG_GROUP_TYPE"),
            ]
            for (group, code) in wrong {
                let reply = try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    ["name": "A key", "authorization_group_id": .string(group)],
                    token: admin.token
                )
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/authorization_group_id \(code)"])
            }
        }
    }

    @Test("nobody gives a key what is beyond their own ceiling")
    func ceiling() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let ceiling = try await platform.makeGroup(in: cast.admin, type: "USER", scopes: ["customers:read"])
            try await platform.limit(cast.advisor.person, to: ceiling)
            let beyond = try await platform.send(
                .POST,
                cast.path + "/keys",
                ["name": "A key", "scopes": ["customers:read", "payments:write"]],
                token: cast.advisor.token
            )
            expectProblem(beyond, 403, "ROLE_FORBIDDEN")
            #expect(beyond["missing_scopes"] == ["payments:write"])
            let within = try await platform.send(.POST, cast.path + "/keys", key(), token: cast.advisor.token)
            expectStatus(within, 201)
        }
    }

    @Test("a role that the policy keeps from keys lifts no ceiling")
    func ceilingOfTheRoleThatActs() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let wide = try await platform.makeGroup(in: admin, scopes: ["customers:read", "payments:write"])
            let ceiling = try await platform.makeGroup(
                in: admin,
                name: "People",
                type: "USER",
                scopes: ["customers:read"]
            )
            try await platform.limit(admin.person, to: ceiling)
            // Without a ceiling, but advisors may do nothing with this tenant's keys.
            try await platform.join(admin.person, to: admin.id, as: .advisor)
            let beyond = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "A key", "authorization_group_id": .string(wide)],
                token: admin.token
            )
            expectProblem(beyond, 403, "ROLE_FORBIDDEN")
            #expect(beyond["missing_scopes"] == ["payments:write"])
        }
    }
}

/// Forms that a portal refuses, each with its errors.
struct Refusal: Sendable, CustomTestStringConvertible {
    let preset: String
    let forms: [(JSON, [String])]

    var testDescription: String { preset }

    static let all = [
        Refusal(
            preset: "partner-portal",
            forms: [
                ([:], ["/name REQUIRED", "/scopes REQUIRED"]),
                (["name": "A key", "scopes": []], ["/scopes REQUIRED"]),
                (["name": "A key", "full_access": true], ["/full_access NOT_ALLOWED_BY_POLICY"]),
                (
                    ["name": "A key", "scopes": ["merchants:read"], "expires_in": "45d"],
                    ["/expires_in NOT_ALLOWED_BY_POLICY"]
                ),
                (
                    ["name": "A key", "scopes": ["merchants:read"], "expires_on": "2030-01-01"],
                    ["/expires_on NOT_ALLOWED_BY_POLICY"]
                ),
            ]
        ),
        Refusal(
            preset: "enterprise-dashboard",
            forms: [
                (["name": "A key"], ["/scopes REQUIRED"]),
                (["name": "A key", "full_access": false], ["/scopes REQUIRED"]),
                (
                    ["name": "A key", "full_access": true, "scopes": ["invoices:read"]],
                    ["/full_access MUTUALLY_EXCLUSIVE", "/scopes MUTUALLY_EXCLUSIVE"]
                ),
                (["name": "A key", "scopes": ["customers:read"]], ["/scopes/0 UNKNOWN_SCOPE"]),
            ]
        ),
        Refusal(
            preset: "merchant-portal",
            forms: [
                (
                    ["name": "A key", "scopes": ["customers:read"], "expires_in": "30d"],
                    ["/expires_in NOT_ALLOWED_BY_POLICY"]
                ),
                (
                    ["name": "A key", "scopes": ["customers:read"], "expires_at": "2030-01-01T00:00:00Z"],
                    ["/expires_at NOT_ALLOWED_BY_POLICY"]
                ),
            ]
        ),
        Refusal(
            preset: "tenant-settings",
            forms: [
                (["name": "A key"], ["/authorization_group_id REQUIRED"]),
                (
                    ["name": "A key", "scopes": ["customers:read"], "full_access": true],
                    [
                        "/authorization_group_id REQUIRED", "/full_access NOT_ALLOWED_BY_POLICY",
                        "/scopes NOT_ALLOWED_BY_POLICY",
                    ]
                ),
            ]
        ),
        Refusal(
            preset: "business-integrations",
            forms: [
                (["name": "A key", "full_access": true], ["/full_access NOT_ALLOWED_BY_POLICY"]),
                (
                    ["name": "A key", "scopes": ["customers:read"], "authorization_group_id": "grp_1"],
                    ["/authorization_group_id NOT_ALLOWED_BY_POLICY"]
                ),
                (
                    [
                        "name": "A key", "scopes": ["customers:read"], "expires_in": "1y", "expires_on": "2030-01-01",
                        "expires_at": "2030-01-01T00:00:00Z",
                    ],
                    [
                        "/expires_in MUTUALLY_EXCLUSIVE", "/expires_on MUTUALLY_EXCLUSIVE",
                        "/expires_at MUTUALLY_EXCLUSIVE",
                    ]
                ),
            ]
        ),
    ]
}

/// The least that a policy asks for, and more.
private func minimal(
    _ policy: Policy,
    _ admin: TestTenant,
    _ platform: TestPlatform,
    _ more: [String: JSON]
) async throws -> JSON {
    let scope = try #require(policy.scopes.first).name
    let permissions: JSON.Member =
        policy.permissionModel == .group
        ? JSON.Member(
            "authorization_group_id",
            .string(try await platform.makeGroup(in: admin, name: "Group \(more.description)", scopes: [scope]))
        )
        : JSON.Member("scopes", [.string(scope)])
    return .object([JSON.Member("name", "A key"), permissions] + more.map { JSON.Member($0.key, $0.value) })
}

private func key(name: String = "A key", _ more: [String: JSON] = [:]) -> JSON {
    let members = [JSON.Member("name", .string(name)), JSON.Member("scopes", ["customers:read"])]
    return .object(members + more.map { JSON.Member($0.key, $0.value) })
}
