import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants")
struct CreateTenantTests {
    @Test("staff with every right make tenants, a partner's admin makes businesses under it, and nobody else makes any")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases {
                let reply = try await platform.send(
                    .POST,
                    "/v1/tenants",
                    business(under: cast.partnerAdmin.id),
                    token: cast.token(of: role),
                    headers: ["Latchkey-Reason": "test"]
                )
                guard [.superUser, .partnerAdmin].contains(role) else {
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                    continue
                }
                expectStatus(reply, 201)
                #expect(reply.string("parent_id") == cast.partnerAdmin.id)
                #expect(reply.string("kind") == "BUSINESS")
                #expect(reply.string("policy") == "business-integrations")
                #expect(reply["key_limit"] == 25)
                #expect(reply["suspended_at"] == .null)
                let read = try await platform.send(
                    .GET,
                    "/v1/tenants/" + (reply.string("id") ?? ""),
                    token: cast.token(of: role)
                )
                #expect(try read.includes(reply))
            }
        }
    }

    @Test("staff say why, before anything that they sent is looked at, and the reason is kept")
    func reason() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            for body in ["{", "[]", "{\"name\":1}"] {
                let reply = try await platform.send(.POST, "/v1/tenants", bytes: Array(body.utf8), token: staff)
                expectProblem(reply, 422, "REASON_REQUIRED")
            }
            let made = try await platform.send(
                .POST,
                "/v1/tenants",
                business(),
                token: staff,
                headers: ["Latchkey-Reason": "Contract 4711"]
            )
            expectStatus(made, 201)
            let trail = try await platform.auditTrail(of: try #require(made.string("id")))
            let row = try JSON(parsing: Array(try #require(trail.first).row.utf8))
            #expect(row["reason"] == "Contract 4711")
            #expect(row["action"] == "tenant.create")
        }
    }

    @Test("a partner's admin cannot make what stands beside or above the partner")
    func reach() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let orphan = try await platform.send(.POST, "/v1/tenants", business(), token: partner.token)
            expectProblem(orphan, 403, "ROLE_FORBIDDEN")
            let peer = try await platform.send(
                .POST,
                "/v1/tenants",
                ["name": "A peer", "kind": "PARTNER", "policy": "partner-portal"],
                token: partner.token
            )
            expectProblem(peer, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("to a partner, a parent that is somebody else's is one that does not exist")
    func foreignParent() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let other = try await platform.makeTenant("partner-portal", kind: "PARTNER")
            let foreign = try await platform.send(.POST, "/v1/tenants", business(under: other), token: partner.token)
            let unknown = try await platform.send(
                .POST,
                "/v1/tenants",
                business(under: unknownID(Tenant.self)),
                token: partner.token
            )
            expectProblem(unknown, 422, "VALIDATION_FAILED", ["/parent_id UNKNOWN_TENANT"])
            #expect(foreign.fingerprint == unknown.fingerprint)
        }
    }

    @Test("a partner chooses among the presets offered to it; the others do not exist for it")
    func offeredPresets() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            for preset in ["merchant-portal", "business-integrations"] {
                let reply = try await platform.send(
                    .POST,
                    "/v1/tenants",
                    business(under: partner.id, preset),
                    token: partner.token
                )
                expectStatus(reply, 201)
            }
            for preset in ["enterprise-dashboard", "tenant-settings", "partner-portal", "nonesuch", "", "a\0b", "É"] {
                let reply = try await platform.send(
                    .POST,
                    "/v1/tenants",
                    business(under: partner.id, preset),
                    token: partner.token
                )
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/policy UNKNOWN_PRESET"])
            }
        }
    }

    @Test("other limits than the preset's are for staff to give")
    func keyLimit() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let refused = try await platform.send(
                .POST,
                "/v1/tenants",
                business(under: partner.id, "nonesuch", limit: 3),
                token: partner.token
            )
            expectProblem(
                refused,
                422,
                "VALIDATION_FAILED",
                ["/key_limit NOT_ALLOWED", "/policy UNKNOWN_PRESET"]
            )

            let staff = try await platform.makeStaff(.superUser)
            for limit in [0, 3, 1_000_000] as [Int64] {
                let reply = try await platform.send(
                    .POST,
                    "/v1/tenants",
                    business(limit: limit),
                    token: staff,
                    headers: ["Latchkey-Reason": "test"]
                )
                expectStatus(reply, 201)
                #expect(reply["key_limit"] == .integer(limit))
            }
            for limit in [-1, 1_000_001] as [Int64] {
                let reply = try await platform.send(
                    .POST,
                    "/v1/tenants",
                    business(limit: limit),
                    token: staff,
                    headers: ["Latchkey-Reason": "test"]
                )
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/key_limit OUT_OF_RANGE"])
            }
        }
    }

    @Test("staff say on which day billing periods start; it is the first unless they do")
    func billingDay() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            let staff = try await platform.makeStaff(.superUser)
            let create = { (day: JSON, token: String) in
                try await platform.send(
                    .POST,
                    "/v1/tenants",
                    business(under: partner.id).with(["billing_day": day]),
                    token: token,
                    headers: ["Latchkey-Reason": "test"]
                )
            }
            for (day, shown) in [(1, 1), (28, 28), (nil, 1)] as [(JSON, JSON)] {
                let reply = try await create(day, staff)
                expectStatus(reply, 201)
                #expect(reply["billing_day"] == shown)
                let read = try await platform.send(.GET, "/v1/tenants/" + (reply.string("id") ?? ""), token: staff)
                #expect(read["billing_day"] == shown)
                #expect(read.headers.first(name: "ETag") == "\"1\"")
            }
            for day in [0, 29, -1] as [JSON] {
                expectProblem(try await create(day, staff), 422, "VALIDATION_FAILED", ["/billing_day OUT_OF_RANGE"])
            }
            let partners = try await create(1, partner.token)
            expectProblem(partners, 422, "VALIDATION_FAILED", ["/billing_day NOT_ALLOWED"])
        }
    }

    @Test("a parent is a partner, a child is a business, and a preset fits both")
    func shapes() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let partner = try await platform.makeTenant("partner-portal", kind: "PARTNER")
            let single = try await platform.makeTenant()
            let wrong: [(JSON, [String])] = [
                (business(under: single), ["/parent_id INVALID_VALUE"]),
                (business(under: ID<Tenant>.platform.description), ["/parent_id INVALID_VALUE"]),
                (tenant("PARTNER", "partner-portal", under: partner), ["/parent_id INVALID_VALUE"]),
                (tenant("PARTNER", "business-integrations"), ["/policy NOT_ALLOWED"]),
                (tenant("BUSINESS", "partner-portal"), ["/policy NOT_ALLOWED"]),
                (tenant("BUSINESS", "merchant-portal"), ["/policy NOT_ALLOWED"]),
                (
                    tenant("PARTNER", "nonesuch", under: partner),
                    ["/parent_id INVALID_VALUE", "/policy UNKNOWN_PRESET"]
                ),
                (
                    business(under: unknownID(Tenant.self), "nonesuch"),
                    ["/parent_id UNKNOWN_TENANT", "/policy UNKNOWN_PRESET"]
                ),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.send(
                    .POST,
                    "/v1/tenants",
                    body,
                    token: staff,
                    headers: ["Latchkey-Reason": "test"]
                )
                expectProblem(reply, 422, "VALIDATION_FAILED", errors, "\(body.text)")
            }
        }
    }

    @Test("everything that is wrong with the form is named at once")
    func form() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let body: JSON = [
                "name": "x", "kind": "PLATFORM", "parent_id": "ten_1", "policy": 5, "key_limit": "25", "limit": 1,
            ]
            let reply = try await platform.send(
                .POST,
                "/v1/tenants",
                body,
                token: staff,
                headers: ["Latchkey-Reason": "test"]
            )
            expectProblem(
                reply,
                422,
                "VALIDATION_FAILED",
                [
                    "/name TOO_SHORT", "/kind UNKNOWN_VALUE", "/parent_id INVALID_ID", "/policy WRONG_TYPE",
                    "/key_limit WRONG_TYPE", "/limit UNKNOWN_FIELD",
                ]
            )
        }
    }

    @Test("a suspended partner's admin makes no businesses; staff may")
    func suspendedPartner() async throws {
        try await withPlatform { platform in
            let partner = try await platform.makeAdmin("partner-portal")
            try await platform.suspend(partner.id)
            let refused = try await platform.send(
                .POST,
                "/v1/tenants",
                business(under: partner.id),
                token: partner.token
            )
            expectProblem(refused, 403, "TENANT_SUSPENDED")
            let made = try await platform.send(
                .POST,
                "/v1/tenants",
                business(under: partner.id),
                token: try await platform.makeStaff(.superUser),
                headers: ["Latchkey-Reason": "test"]
            )
            expectStatus(made, 201)
        }
    }
}

private func business(
    under parent: String? = nil,
    _ preset: String = "business-integrations",
    limit: Int64? = nil
) -> JSON {
    [
        "name": "A business", "kind": "BUSINESS", "parent_id": parent.map(JSON.string) ?? nil,
        "policy": .string(preset),
        "key_limit": limit.map(JSON.integer) ?? nil,
    ]
}

private func tenant(_ kind: String, _ preset: String, under parent: String? = nil) -> JSON {
    ["name": "A tenant", "kind": .string(kind), "parent_id": parent.map(JSON.string) ?? nil, "policy": .string(preset)]
}
