import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/policy-presets")
struct CreatePresetTests {
    @Test("a preset is answered as it will be read, and its making is in the platform's trail")
    func creates() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let made = try await platform.makePreset(ownPreset, by: staff)
            expectStatus(made, 201)
            #expect(made.headers.first(name: "ETag") == "\"1\"")
            let read = try await platform.send(.GET, "/v1/policy-presets/own-portal", token: staff)
            #expect(try read.json == made.json)
            for member in ["name", "tenant_kind", "requires_parent", "offered_to_partners"] {
                #expect(made[member] == ownPreset[member])
            }
            guard case .object(let columns)? = made["policy"] else { return }
            for column in columns where column.name != "key_roles" {
                #expect(column.value == ownPreset["policy"]?[column.name], "\(column.name)")
            }
            let trail = try await platform.auditTrail(of: ID<Tenant>.platform.description)
            let row = try JSON(parsing: Array(try #require(trail.last).row.utf8))
            #expect(row["action"] == "policy.manage")
            #expect(row["object"] == "own-portal")
            #expect(row["reason"] == "test")
            #expect(row["after"]?["name"] == "own-portal")
        }
    }

    @Test("a name is taken once, also of those that ship, and whoever comes first has it")
    func names() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let shipped = try await platform.makePreset(ownPreset.with(["name": "partner-portal"]), by: staff)
            expectProblem(shipped, 409, "CONFLICT")
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await platform.makePreset(ownPreset, by: staff).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
        }
    }

    @Test("under an idempotency key it is made once and answered again")
    func idempotent() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let ask = {
                try await platform.send(
                    .POST,
                    "/v1/policy-presets",
                    ownPreset,
                    token: staff,
                    headers: ["Latchkey-Reason": "test", "Idempotency-Key": "one"]
                )
            }
            let first = try await ask()
            let second = try await ask()
            expectStatus(second, 201)
            #expect(second.headers.first(name: "Idempotent-Replayed") == "true")
            #expect(try second.json == first.json)
            #expect(second.headers.first(name: "ETag") == "\"1\"")
        }
    }

    @Test("only staff with every right make presets, with a reason, whatever they sent")
    func roles() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            for role in Role.allCases where role != .superUser {
                let reply = try await platform.makePreset([], by: cast.token(of: role))
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
                #expect(reply["roles"] == ["SUPER_USER"])
            }
            let silent = try await platform.send(.POST, "/v1/policy-presets", [], token: cast.superUser)
            expectProblem(silent, 422, "REASON_REQUIRED")
        }
    }

    @Test("everything that is wrong is named at once, in the policy too")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let wrong: [(JSON, [String])] = [
                ([:], ["/name REQUIRED", "/tenant_kind REQUIRED", "/policy REQUIRED"]),
                (
                    ["name": "A b", "tenant_kind": "PLATFORM", "requires_parent": 1, "colour": 1, "policy": "x"],
                    [
                        "/name INVALID_VALUE", "/tenant_kind UNKNOWN_VALUE", "/requires_parent WRONG_TYPE",
                        "/colour UNKNOWN_FIELD", "/policy WRONG_TYPE",
                    ]
                ),
                (
                    ownPreset.with(["tenant_kind": "PARTNER", "policy": ownPolicy(["x": 1])]),
                    [
                        "/requires_parent INVALID_VALUE", "/offered_to_partners INVALID_VALUE",
                        "/policy/x UNKNOWN_FIELD",
                    ]
                ),
                (
                    ownPreset.with(["policy": ownPolicy(["key_limit": -1, "expiry_default": "1y"])]),
                    ["/policy/key_limit OUT_OF_RANGE", "/policy/expiry_default INVALID_VALUE"]
                ),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.makePreset(body, by: staff)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let text = ownPreset.text.replacing("\"key_limit\":3", with: "\"key_limit\":3,\"key_limit\":4")
            let twice = try await platform.send(
                .POST,
                "/v1/policy-presets",
                bytes: Array(text.utf8),
                token: staff,
                headers: ["Latchkey-Reason": "test"]
            )
            expectProblem(twice, 422, "VALIDATION_FAILED", ["/policy/key_limit DUPLICATE_FIELD"])
        }
    }

    private func ownPolicy(_ changes: JSON) -> JSON { (ownPreset["policy"] ?? nil).with(changes) }
}
