import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("PATCH /v1/tenants/{tenant}/policy")
struct EditPolicyTests {
    @Test("what is sent is changed, the rest is not, and the answer is the whole policy with its new version")
    func edits() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let path = admin.path + "/policy"
            let before = try await platform.send(.GET, path, token: admin.token)
            #expect(before.headers.first(name: "ETag") == "\"1\"")

            let staff = try await platform.makeStaff(.superUser)
            let change: JSON = [
                "secret_prefix": "own", "environments": ["LIVE", "TEST"], "expiry_mode": "REQUIRED",
                "expiry_default": "30d", "expiry_max": "90d", "date_ends": "DAY_END", "disable_before_revoke": true,
                "rotation_grace_max": 60, "rotation_sets_expiry": true, "full_access": true,
                "permission_editing": "NARROW_ONLY", "key_roles": ["ADVISOR"],
                "rate_limit": ["requests": 5, "window_seconds": 60, "burst": 2],
                "scopes": [["name": "own:read", "label": "Own", "description": ""]], "leaked_keys": "REVOKE",
            ]
            let edited = try await platform.edit(path, change, staff, reason: "Their contract")
            expectStatus(edited, 200)
            #expect(edited.headers.first(name: "ETag") == "\"2\"")
            guard case .object(let columns) = try edited.json else { return }
            for column in columns {
                #expect(column.value == change[column.name] ?? before[column.name], "\(column.name)")
            }
            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(try read.json == edited.json)
            #expect(read.headers.first(name: "ETag") == "\"2\"")

            let cleared: JSON = [
                "expiry_max": nil, "rate_limit": nil, "expiry_default": nil, "expiry_mode": "OPTIONAL",
                "expiry_presets": [],
            ]
            let bare = try await platform.edit(path, cleared, staff, version: 2, reason: "test")
            for column in ["expiry_max", "rate_limit", "expiry_default"] { #expect(bare[column] == .null) }
        }
    }

    @Test("the change is kept with its columns before and after; where nothing changed, only that staff saw the policy")
    func audited() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.superUser)
            let path = admin.path + "/policy"
            let change: JSON = ["secret_prefix": "own", "date_ends": "DAY_START"]
            _ = try await platform.edit(path, change, staff, reason: "Their contract")
            let trail = try await platform.auditTrail(of: admin.id)
            let row = try JSON(parsing: Array(try #require(trail.last).row.utf8))
            #expect(row["action"] == "policy.manage")
            #expect(row["object"] == .string(admin.id))
            #expect(row["reason"] == "Their contract")
            #expect(row["before"] == ["secret_prefix": "biz"])
            #expect(row["after"] == ["secret_prefix": "own"])

            for same in [[:], change] as [JSON] {
                let reply = try await platform.edit(path, same, staff, version: 2, reason: "test")
                expectStatus(reply, 200)
                #expect(reply.headers.first(name: "ETag") == "\"2\"")
            }
            let later = try await platform.auditTrail(of: admin.id)
            let reads = try await platform.audited("staff.read", of: admin.id)
            #expect(later.count == trail.count + 2)
            #expect(reads.suffix(2).map { $0["after"] } == Array(repeating: ["action": "policy.manage"], count: 2))
        }
    }

    @Test("keys that are there keep their scopes, expiry, prefix and rate; new ones are made under the new policy")
    func bindsNewKeys() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let old = try await platform.makeKey(in: admin, scopes: ["payments:read"], ["expires_in": "2y"])
            let before = try await platform.send(.GET, admin.path + "/keys/\(old.id)", token: admin.token)
            let staff = try await platform.makeStaff(.superUser)
            let change: JSON = [
                "secret_prefix": "own", "environments": ["TEST"], "expiry_mode": "NONE",
                "expiry_presets": [], "expiry_default": nil,
                "scopes": [["name": "own:read", "label": "Own", "description": ""]], "leaked_keys": "REVOKE",
                "rate_limit": ["requests": 1, "window_seconds": 60, "burst": 1],
            ]
            expectStatus(try await platform.edit(admin.path + "/policy", change, staff, reason: "test"), 200)

            let after = try await platform.send(.GET, admin.path + "/keys/\(old.id)", token: admin.token)
            #expect(try after.json == before.json)
            for _ in 0..<2 { #expect(try await platform.verdict(old.secret, scopes: ["payments:read"]) == "VALID") }

            let refused = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "Test key", "scopes": ["payments:read"], "expires_in": "2y", "environment": "LIVE"],
                token: admin.token
            )
            expectProblem(
                refused,
                422,
                "VALIDATION_FAILED",
                [
                    "/environment NOT_ALLOWED_BY_POLICY", "/expires_in NOT_ALLOWED_BY_POLICY",
                    "/scopes/0 UNKNOWN_SCOPE",
                ]
            )
            let new = try await platform.makeKey(in: admin, scopes: ["own:read"], ["environment": "TEST"])
            #expect(new.secret.hasPrefix("own_test_"))
            #expect(try await platform.verdict(new.secret, scopes: ["own:read"]) == "VALID")
            #expect(try await platform.verdict(new.secret, scopes: ["own:read"]) == "RATE_LIMITED")
        }
    }

    @Test("who may act on keys, and whether they are disabled before they are revoked, binds at once")
    func bindsNewChanges() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let key = try await platform.makeKey(in: cast.admin)
            let path = cast.path + "/policy"
            let strict: JSON = ["disable_before_revoke": true]
            expectStatus(try await platform.edit(path, strict, cast.superUser, reason: "test"), 200)
            let revoke = cast.path + "/keys/\(key.id)/revoke"
            expectProblem(try await platform.send(.POST, revoke, token: cast.admin.token), 409, "KEY_NOT_DISABLED")

            let narrow: JSON = ["key_roles": ["ADVISOR"]]
            expectStatus(try await platform.edit(path, narrow, cast.superUser, version: 2, reason: "test"), 200)
            for token in [cast.admin.token, cast.partnerAdmin.token] {
                let reply = try await platform.send(.GET, cast.path + "/keys/\(key.id)", token: token)
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
            }
            let advisor = try await platform.send(.GET, cast.path + "/keys/\(key.id)", token: cast.advisor.token)
            expectStatus(advisor, 200)
        }
    }

    @Test("a group whose scopes have left the catalogue keeps working, can be renamed, and takes in none of them again")
    func catalogueShrinks() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let group = try await platform.makeGroup(in: admin, scopes: ["payments:read", "payments:write"])
            let key = try await platform.makeKey(in: admin, group: group)
            let staff = try await platform.makeStaff(.superUser)
            let change: JSON = ["scopes": [["name": "own:read", "label": "Own", "description": ""]]]
            expectStatus(try await platform.edit(admin.path + "/policy", change, staff, reason: "test"), 200)

            #expect(try await platform.verdict(key.secret, scopes: ["payments:write"]) == "VALID")
            let path = admin.path + "/authorization-groups/\(group)"
            expectStatus(try await platform.edit(path, ["name": "Renamed"], admin.token), 200)
            let mixed: JSON = ["scopes": ["payments:read", "own:read"]]
            expectStatus(try await platform.edit(path, mixed, admin.token, version: 2), 200)
            #expect(try await platform.verdict(key.secret, scopes: ["payments:read", "own:read"]) == "VALID")
            #expect(try await platform.verdict(key.secret, scopes: ["payments:write"]) == "INSUFFICIENT_SCOPE")
            let again: JSON = ["scopes": ["payments:read", "payments:write"]]
            let refused = try await platform.edit(path, again, admin.token, version: 3)
            expectProblem(refused, 422, "VALIDATION_FAILED", ["/scopes/1 UNKNOWN_SCOPE"])

            // Nobody gives a key, through a group, what they do not hold, whether or not the catalogue still names it.
            let bounded = try await platform.makePerson(.businessAdmin, in: admin.id)
            let ceiling = try await platform.makeGroup(in: admin, name: "Ceiling", type: "USER", scopes: ["own:read"])
            try await platform.limit(bounded.person, to: ceiling)
            let beyond = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "Test key", "authorization_group_id": .string(group)],
                token: bounded.token
            )
            expectProblem(beyond, 403, "ROLE_FORBIDDEN")
            #expect(beyond["missing_scopes"] == ["payments:read"])
        }
    }

    @Test("everything that is wrong is named at once, and what no longer fits what was left alone")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("partner-portal")
            let staff = try await platform.makeStaff(.superUser)
            let path = admin.path + "/policy"
            let wrong: [(JSON, [String])] = [
                (
                    [
                        "key_limit": 3, "permission_model": "ROLES", "permission_editing": nil, "full_access": nil,
                        "scopes": [["name": "a"], "b", ["name": "a:b", "label": "Label", "description": "", "x": 1]],
                        "environments": ["LIVE", "DEV"], "secret_prefix": 1, "expiry_presets": ["30d", "1w"],
                        "rate_limit": ["requests": 0, "window_seconds": "1", "per": 1], "colour": "red",
                        "key_roles": "ALL",
                    ],
                    [
                        "/key_limit NOT_EDITABLE", "/permission_model UNKNOWN_VALUE", "/permission_editing REQUIRED",
                        "/full_access WRONG_TYPE", "/scopes/0/label REQUIRED", "/scopes/0/description REQUIRED",
                        "/scopes/1 WRONG_TYPE", "/scopes/2/x UNKNOWN_FIELD", "/environments/1 UNKNOWN_VALUE",
                        "/secret_prefix WRONG_TYPE", "/expiry_presets/1 INVALID_PERIOD",
                        "/rate_limit/requests OUT_OF_RANGE", "/rate_limit/window_seconds WRONG_TYPE",
                        "/rate_limit/burst REQUIRED", "/rate_limit/per UNKNOWN_FIELD", "/colour UNKNOWN_FIELD",
                        "/key_roles WRONG_TYPE",
                    ]
                ),
                (
                    [
                        "scopes": [], "environments": [], "secret_prefix": "X", "rotation_grace_max": 86_401,
                        "key_roles": ["SUPPORT"], "expiry_presets": ["30d"],
                    ],
                    [
                        "/scopes REQUIRED", "/environments INVALID_VALUE", "/secret_prefix INVALID_VALUE",
                        "/rotation_grace_max OUT_OF_RANGE", "/key_roles INVALID_VALUE",
                        "/expiry_default INVALID_VALUE",
                    ]
                ),
                (
                    ["expiry_max": "90d"],
                    [
                        "/expiry_default INVALID_VALUE", "/expiry_presets/2 INVALID_VALUE",
                        "/expiry_presets/3 INVALID_VALUE",
                    ]
                ),
                (
                    ["expiry_mode": "NONE", "expiry_max": "9y", "rotation_sets_expiry": true],
                    [
                        "/expiry_default INVALID_VALUE", "/expiry_presets INVALID_VALUE", "/expiry_max INVALID_VALUE",
                        "/rotation_sets_expiry INVALID_VALUE",
                    ]
                ),
                (["expiry_mode": "OPTIONAL"], ["/expiry_default INVALID_VALUE"]),
                (["permission_model": "GROUP", "full_access": true], ["/full_access INVALID_VALUE"]),
                (["expiry_default": nil], ["/expiry_default REQUIRED"]),
                ([], [" WRONG_TYPE"]),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.edit(path, body, staff, reason: "test")
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let twice = try await platform.send(
                .PATCH,
                path,
                bytes: Array(#"{"date_ends": "DAY_END", "date_ends": "DAY_START"}"#.utf8),
                token: staff,
                headers: ["If-Match": "*", "Latchkey-Reason": "test"]
            )
            expectProblem(twice, 422, "VALIDATION_FAILED", ["/date_ends DUPLICATE_FIELD"])
            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(read.headers.first(name: "ETag") == "\"1\"")
        }
    }

    @Test("only staff with every right change it, and refusals come in their order")
    func refusals() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let path = cast.path + "/policy"
            let wrong: JSON = ["secret_prefix": "X"]
            let right: JSON = ["secret_prefix": "own"]
            for role in Role.allCases where role != .superUser {
                let reply = try await platform.edit(path, wrong, cast.token(of: role), reason: "test")
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
                #expect(reply["roles"] == ["SUPER_USER"])
            }
            expectProblem(try await platform.edit(path, wrong, cast.stranger.token), 404, "NOT_FOUND")
            expectProblem(try await platform.edit(path, wrong, cast.superUser), 422, "REASON_REQUIRED")
            let invalid = try await platform.edit(path, wrong, cast.superUser, version: 7, reason: "test")
            expectProblem(invalid, 422, "VALIDATION_FAILED", ["/secret_prefix INVALID_VALUE"])
            let headers: HTTPHeaders = ["Latchkey-Reason": "test"]
            let blind = try await platform.send(.PATCH, path, right, token: cast.superUser, headers: headers)
            expectProblem(blind, 428, "PRECONDITION_REQUIRED")
            let stale = try await platform.edit(path, right, cast.superUser, version: 7, reason: "test")
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            let platforms = "/v1/tenants/\(ID<Tenant>.platform)/policy"
            expectProblem(try await platform.edit(platforms, right, cast.superUser, reason: "test"), 404, "NOT_FOUND")
        }
    }

    @Test("of two changes of one version one is made; a suspended tenant's policy can be changed")
    func oneVersion() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            try await platform.suspend(admin.id)
            let staff = try await platform.makeStaff(.superUser)
            let replies = try await withThrowingTaskGroup(of: UInt.self) { group in
                for number in 0..<8 {
                    let change: JSON = ["secret_prefix": .string("own\(number)")]
                    group.addTask {
                        try await platform.edit(admin.path + "/policy", change, staff, reason: "test").status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.sorted() == [200] + Array(repeating: 412, count: 7))
        }
    }
}
