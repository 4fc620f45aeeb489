import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("PATCH /v1/policy-presets/{preset}")
struct EditPresetTests {
    private let path = "/v1/policy-presets/business-integrations"

    @Test("what is sent is changed, columns of the policy one by one, and the change is in the platform's trail")
    func edits() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let before = try await platform.send(.GET, path, token: staff)
            let change: JSON = ["offered_to_partners": false, "policy": ["key_limit": 7, "secret_prefix": "own"]]
            let edited = try await platform.edit(path, change, staff, reason: "test")
            expectStatus(edited, 200)
            #expect(edited.headers.first(name: "ETag") == "\"2\"")
            let policy = try #require(before["policy"]).with(["key_limit": 7, "secret_prefix": "own"])
            let read = try await platform.send(.GET, path, token: staff)
            #expect(try read.json == edited.json)
            #expect(read["offered_to_partners"] == false)
            #expect(read["requires_parent"] == false)
            guard case .object(let columns) = policy else { return }
            for column in columns { #expect(read["policy", column.name] == column.value, "\(column.name)") }

            let trail = try await platform.auditTrail(of: ID<Tenant>.platform.description)
            let row = try JSON(parsing: Array(try #require(trail.last).row.utf8))
            #expect(row["object"] == "business-integrations")
            #expect(row["before"]?["policy"]?["key_limit"] == 25)
            #expect(row["after"]?["policy"]?["key_limit"] == 7)

            let same = try await platform.edit(path, change, staff, version: 2, reason: "test")
            #expect(same.headers.first(name: "ETag") == "\"2\"")
            let later = try await platform.auditTrail(of: ID<Tenant>.platform.description)
            #expect(later.count == trail.count)
        }
    }

    @Test("tenants that were made before keep what they copied; those made from then on have the new")
    func copies() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let before = try await platform.send(.GET, admin.path + "/policy", token: admin.token)
            let staff = try await platform.makeStaff(.superUser)
            let change: JSON = ["policy": ["key_limit": 7, "secret_prefix": "own"]]
            expectStatus(try await platform.edit(path, change, staff, reason: "test"), 200)

            let after = try await platform.send(.GET, admin.path + "/policy", token: admin.token)
            #expect(after.fingerprint == before.fingerprint)
            #expect(try await platform.makeKey(in: admin).secret.hasPrefix("biz_live_"))
            let late = try await platform.makeAdmin()
            #expect(try await platform.makeKey(in: late).secret.hasPrefix("own_live_"))
            let tenant = try await platform.send(.GET, late.path, token: late.token)
            #expect(tenant["key_limit"] == 7)
            #expect(tenant["policy"] == "business-integrations")
        }
    }

    @Test("refusals come in their order: 403, a missing reason, 404, 422, 428, 412")
    func refusals() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let wrong: JSON = ["policy": ["key_limit": -1]]
            let right: JSON = ["policy": ["key_limit": 1]]
            for role in Role.allCases where role != .superUser {
                for name in ["business-integrations", "nonesuch"] {
                    let token = cast.token(of: role)
                    let reply = try await platform.edit("/v1/policy-presets/\(name)", wrong, token, reason: "test")
                    expectProblem(reply, 403, "ROLE_FORBIDDEN")
                }
            }
            expectProblem(try await platform.edit(path, wrong, cast.superUser), 422, "REASON_REQUIRED")
            for name in ["nonesuch", "X"] {
                let there = "/v1/policy-presets/\(name)"
                let reply = try await platform.edit(there, wrong, cast.superUser, reason: "test")
                expectProblem(reply, 404, "NOT_FOUND")
            }
            let invalid = try await platform.edit(path, wrong, cast.superUser, version: 7, reason: "test")
            expectProblem(invalid, 422, "VALIDATION_FAILED", ["/policy/key_limit OUT_OF_RANGE"])
            let headers: HTTPHeaders = ["Latchkey-Reason": "test"]
            let blind = try await platform.send(.PATCH, path, right, token: cast.superUser, headers: headers)
            expectProblem(blind, 428, "PRECONDITION_REQUIRED")
            let stale = try await platform.edit(path, right, cast.superUser, version: 7, reason: "test")
            expectProblem(stale, 412, "PRECONDITION_FAILED")
        }
    }

    @Test("everything that is wrong is named at once, what cannot be edited too")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let wrong: [(JSON, [String])] = [
                (
                    [
                        "name": "other", "tenant_kind": "PARTNER", "requires_parent": nil, "colour": 1,
                        "policy": ["date_ends": "NOON", "x": 1],
                    ],
                    [
                        "/name NOT_EDITABLE", "/tenant_kind NOT_EDITABLE", "/requires_parent WRONG_TYPE",
                        "/colour UNKNOWN_FIELD", "/policy/date_ends UNKNOWN_VALUE", "/policy/x UNKNOWN_FIELD",
                    ]
                ),
                (["policy": nil], ["/policy WRONG_TYPE"]),
                (["policy": ["expiry_mode": "REQUIRED"]], ["/policy/expiry_default REQUIRED"]),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.edit(path, body, staff, reason: "test")
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let partners = "/v1/policy-presets/partner-portal"
            let reply = try await platform.edit(partners, ["offered_to_partners": true], staff, reason: "test")
            expectProblem(reply, 422, "VALIDATION_FAILED", ["/offered_to_partners INVALID_VALUE"])
        }
    }

    @Test("of many edits of one version one is made")
    func oneVersion() async throws {
        try await withPlatform { platform in
            let staff = try await platform.makeStaff(.superUser)
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for number in 1...8 {
                    let change: JSON = ["policy": ["key_limit": .integer(Int64(number))]]
                    group.addTask { try await platform.edit(path, change, staff, reason: "test").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200] + Array(repeating: 412, count: 7))
        }
    }
}
