import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/authorization-groups")
struct CreateGroupTests {
    @Test("a group is answered as it will be read and listed", arguments: GroupType.allCases)
    func creates(type: GroupType) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let body = group(type: type.rawValue, scopes: ["payments:write", "customers:read"])
            let made = try await platform.send(.POST, groups(of: admin), body, token: admin.token)
            expectStatus(made, 201)
            #expect(made.string("tenant_id") == admin.id)
            #expect(made.string("name") == "Readers")
            #expect(made.string("description") == "Who reads")
            #expect(made.string("type") == type.rawValue)
            #expect(made["scopes"] == ["payments:write", "customers:read"])

            let path = groups(of: admin) + "/" + (made.string("id") ?? "")
            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(try read.json == made.json)
            let list = try await platform.send(.GET, groups(of: admin), token: admin.token)
            #expect(list["data"] == .array([try made.json]))
        }
    }

    @Test("admins make groups, staff do with a reason, and nobody else does")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases {
                let reply = try await platform.send(
                    .POST,
                    cast.path + "/authorization-groups",
                    group(name: role.rawValue),
                    token: cast.token(of: role),
                    headers: ["Latchkey-Reason": "test"]
                )
                switch role {
                case .superUser, .partnerAdmin, .businessAdmin: expectStatus(reply, 201)
                case .support, .advisor, .member: expectProblem(reply, 403, "ROLE_FORBIDDEN")
                }
            }
            let silent = try await platform.send(
                .POST,
                cast.path + "/authorization-groups",
                group(name: "Silent"),
                token: cast.superUser
            )
            expectProblem(silent, 422, "REASON_REQUIRED")
            let stranger = try await platform.send(
                .POST,
                cast.path + "/authorization-groups",
                bytes: Array("{".utf8),
                token: cast.stranger.token
            )
            expectProblem(stranger, 404, "NOT_FOUND")
        }
    }

    @Test("a name is taken once in a tenant, however it is composed, and free in another")
    func names() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let other = try await platform.makeAdmin()
            for tenant in [admin, other] {
                let made = try await platform.send(
                    .POST,
                    groups(of: tenant),
                    group(name: "Caf\u{E9}"),
                    token: tenant.token
                )
                expectStatus(made, 201)
            }
            let again = try await platform.send(
                .POST,
                groups(of: admin),
                group(name: "Cafe\u{301}", type: "USER"),
                token: admin.token
            )
            expectProblem(again, 409, "CONFLICT")
            #expect(again.string("detail") == "Another authorization group of this tenant has this name.")
            let upper = try await platform.send(.POST, groups(of: admin), group(name: "CAF\u{C9}"), token: admin.token)
            expectStatus(upper, 201)
        }
    }

    @Test("everything that is wrong is named at once")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let wrong: [(JSON, [String])] = [
                ([:], ["/name REQUIRED", "/scopes REQUIRED", "/type REQUIRED"]),
                (
                    [
                        "name": "x", "description": 5, "type": "ROBOT",
                        "scopes": ["customers:read", "nonesuch", "customers:read"], "colour": "red",
                    ],
                    [
                        "/name TOO_SHORT", "/description WRONG_TYPE", "/type UNKNOWN_VALUE", "/scopes/1 UNKNOWN_SCOPE",
                        "/scopes/2 DUPLICATE", "/colour UNKNOWN_FIELD",
                    ]
                ),
                (
                    ["name": "a\u{202E}b", "type": "USER", "scopes": ["customers:read", 5]],
                    ["/name INVALID_CHARACTER", "/scopes/1 WRONG_TYPE"]
                ),
                (group(scopes: []), ["/scopes REQUIRED"]),
                (group(name: "a\0b"), ["/name INVALID_CHARACTER"]),
                (group(scopes: ["a\0b"]), ["/scopes/0 UNKNOWN_SCOPE"]),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.send(.POST, groups(of: admin), body, token: admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let list = try await platform.send(.GET, groups(of: admin), token: admin.token)
            #expect(list["data"] == [])
        }
    }

    @Test("nobody puts into a group what is beyond their own ceiling")
    func ceiling() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let bounded = try await platform.makePerson(.businessAdmin, in: admin.id)
            let ceiling = try await platform.makeGroup(
                in: admin,
                name: "Ceiling",
                type: "USER",
                scopes: ["customers:read", "invoices:read"]
            )
            try await platform.limit(bounded.person, to: ceiling)

            let beyond = try await platform.send(
                .POST,
                groups(of: admin),
                group(scopes: ["customers:read", "payments:write"]),
                token: bounded.token
            )
            expectProblem(beyond, 403, "ROLE_FORBIDDEN")
            #expect(beyond["missing_scopes"] == ["payments:write"])
            let within = try await platform.send(
                .POST,
                groups(of: admin),
                group(scopes: ["customers:read"]),
                token: bounded.token
            )
            expectStatus(within, 201)
        }
    }

    @Test("a suspended tenant's people make no groups; staff may")
    func suspended() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            try await platform.suspend(admin.id)
            let refused = try await platform.send(.POST, groups(of: admin), group(), token: admin.token)
            expectProblem(refused, 403, "TENANT_SUSPENDED")
            let read = try await platform.send(.GET, groups(of: admin), token: admin.token)
            expectProblem(read, 403, "TENANT_SUSPENDED")
            let made = try await platform.send(
                .POST,
                groups(of: admin),
                group(),
                token: try await platform.makeStaff(.superUser),
                headers: ["Latchkey-Reason": "test"]
            )
            expectStatus(made, 201)
        }
    }
}

private func groups(of tenant: TestTenant) -> String { tenant.path + "/authorization-groups" }

private func group(
    name: String = "Readers",
    type: String = "TENANT_API_KEY",
    scopes: [String] = ["customers:read"]
) -> JSON {
    ["name": .string(name), "description": "Who reads", "type": .string(type), "scopes": .strings(scopes)]
}
