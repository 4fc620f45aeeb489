import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("PATCH /v1/tenants/{tenant}/authorization-groups/{group}")
struct EditGroupTests {
    private func receipt(of reply: HTTPReply) throws -> JSON {
        try JSON(parsing: Array((reply.headers.first(name: "Latchkey-Receipt") ?? "").utf8))
    }

    @Test("what is sent is changed, the rest is not, and the answer is the group with its new version and a receipt")
    func edits() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeGroup(in: admin, scopes: ["customers:read", "invoices:read"])
            let path = admin.path + "/authorization-groups/\(id)"
            let before = try await platform.send(.GET, path, token: admin.token)
            #expect(before.headers.first(name: "ETag") == "\"1\"")

            let named = try await platform.edit(path, ["name": "Auditors"], admin.token)
            expectStatus(named, 200)
            #expect(named.headers.first(name: "ETag") == "\"2\"")
            #expect(named.string("name") == "Auditors")
            #expect(named["scopes"] == before["scopes"])
            #expect(named["created_at"] == before["created_at"])
            // A name is nothing that a check depends on.
            #expect(try receipt(of: named)["verifiers"] == 0)

            let change: JSON = ["description": "They look", "scopes": ["invoices:read", "payments:read"]]
            let edited = try await platform.edit(path, change, admin.token, version: 2)
            expectReceipt(try receipt(of: edited))
            #expect(edited.string("name") == "Auditors")
            #expect(edited.string("description") == "They look")
            #expect(edited["scopes"] == ["invoices:read", "payments:read"])
            let emptied = try await platform.edit(path, ["description": nil], admin.token, version: 3)
            #expect(emptied.string("description") == "")

            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(try read.json == emptied.json)
            #expect(read.headers.first(name: "ETag") == "\"4\"")
        }
    }

    @Test("every change is kept with what was before and after, and none is kept where nothing changed")
    func audited() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let path = admin.path + "/authorization-groups/\(id)"
            _ = try await platform.edit(path, ["name": "Auditors"], admin.token)
            let trail = try await platform.auditTrail(of: admin.id)
            let row = try JSON(parsing: Array(try #require(trail.last).row.utf8))
            #expect(row["action"] == "group.manage")
            #expect(row["object"] == .string(id))
            #expect(row["before"]?["name"] == "Readers")
            #expect(row["after"]?["name"] == "Auditors")

            for same in [[:], ["name": "Auditors"], ["scopes": ["customers:read"], "description": nil]] as [JSON] {
                let reply = try await platform.edit(path, same, admin.token, version: 2)
                expectStatus(reply, 200)
                #expect(reply.headers.first(name: "ETag") == "\"2\"")
            }
            let later = try await platform.auditTrail(of: admin.id)
            #expect(later.count == trail.count)
        }
    }

    @Test("what its keys may do changes at once, and keys of other groups are left alone")
    func changesKeys() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let edited = try await platform.makeGroup(in: admin, scopes: ["payments:read", "payments:write"])
            let other = try await platform.makeGroup(in: admin, name: "Others", scopes: ["payments:write"])
            let keys = [
                try await platform.makeKey(in: admin, group: edited),
                try await platform.makeKey(in: admin, group: other),
            ]
            let path = admin.path + "/authorization-groups/\(edited)"
            let verdicts = {
                var verdicts: [String?] = []
                for key in keys {
                    for scope in ["payments:read", "payments:write"] {
                        verdicts.append(try await platform.verdict(key.secret, scopes: [scope]))
                    }
                }
                return verdicts
            }
            #expect(try await verdicts() == ["VALID", "VALID", "INSUFFICIENT_SCOPE", "VALID"])
            _ = try await platform.edit(path, ["scopes": ["payments:read"]], admin.token)
            #expect(try await verdicts() == ["VALID", "INSUFFICIENT_SCOPE", "INSUFFICIENT_SCOPE", "VALID"])
            _ = try await platform.edit(path, ["scopes": ["payments:write"]], admin.token, version: 2)
            #expect(try await verdicts() == ["INSUFFICIENT_SCOPE", "VALID", "INSUFFICIENT_SCOPE", "VALID"])

            let key = try await platform.send(.GET, admin.path + "/keys/\(keys[0].id)", token: admin.token)
            #expect(key["scopes"] == ["payments:write"])
            #expect(key.headers.first(name: "ETag") == "\"1\"")
        }
    }

    @Test("while its keys are verified, no check sent after the answer sees what was before")
    func underTraffic() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let id = try await platform.makeGroup(in: admin, scopes: ["payments:write"])
            let key = try await platform.makeKey(in: admin, group: id)
            let path = admin.path + "/authorization-groups/\(id)"
            let phase = Phase(expected: "VALID")
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        var checked = 0
                        while let before = phase.now {
                            let verdict = try await platform.verdict(key.secret, scopes: ["payments:write"])
                            #expect(verdict == "VALID" || verdict == "INSUFFICIENT_SCOPE")
                            // Nothing was being changed while this was asked and answered.
                            guard phase.now == before, let expected = before.expected else { continue }
                            #expect(verdict == expected)
                            checked += 1
                        }
                        return checked
                    }
                }
                for version in 1...20 {
                    let isOpening = version.isMultiple(of: 2)
                    phase.begin()
                    let scopes: JSON = isOpening ? ["payments:write"] : ["payments:read"]
                    let reply = try await platform.edit(path, ["scopes": scopes], admin.token, version: version)
                    expectStatus(reply, 200)
                    phase.settle(on: isOpening ? "VALID" : "INSUFFICIENT_SCOPE")
                    let verdict = try await platform.verdict(key.secret, scopes: ["payments:write"])
                    #expect(verdict == (isOpening ? "VALID" : "INSUFFICIENT_SCOPE"))
                }
                phase.end()
                let checked = try await group.reduce(0, +)
                #expect(checked > 0)
            }
        }
    }

    @Test("of many edits of one version one is made, and the others are told to read again")
    func oneVersion() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let path = admin.path + "/authorization-groups/\(id)"
            let replies = try await withThrowingTaskGroup(of: HTTPReply.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        try await platform.edit(path, ["name": .string("Name \(number)")], admin.token)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.count { $0.status == 200 } == 1)
            for refused in replies where refused.status != 200 { expectProblem(refused, 412, "PRECONDITION_FAILED") }
            let read = try await platform.send(.GET, path, token: admin.token)
            #expect(read.headers.first(name: "ETag") == "\"2\"")
        }
    }

    @Test("refusals come in their order: 404, 403, a missing reason, 422, 428, 412, 409")
    func order() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            _ = try await platform.makeGroup(in: cast.admin, name: "Taken", scopes: ["customers:read"])
            let id = try await platform.makeGroup(in: cast.admin, scopes: ["customers:read"])
            let path = cast.path + "/authorization-groups/"
            let wrong: JSON = ["name": "x"]
            let taken: JSON = ["name": "Taken"]
            let ask = { (id: String, body: JSON, token: String, headers: HTTPHeaders) in
                try await platform.send(.PATCH, path + id, body, token: token, headers: headers)
            }
            expectProblem(try await ask(id, wrong, cast.stranger.token, [:]), 404, "NOT_FOUND")
            for role in [Role.support, .advisor, .member] {
                let reply = try await ask(id, wrong, cast.token(of: role), ["Latchkey-Reason": "test"])
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
            }
            expectProblem(try await ask(id, wrong, cast.superUser, [:]), 422, "REASON_REQUIRED")
            let unknown = unknownID(AuthorizationGroup.self)
            expectProblem(try await ask(unknown, wrong, cast.admin.token, [:]), 404, "NOT_FOUND")
            let invalid = try await ask(id, wrong, cast.admin.token, ["If-Match": "\"7\""])
            expectProblem(invalid, 422, "VALIDATION_FAILED", ["/name TOO_SHORT"])
            expectProblem(try await ask(id, taken, cast.admin.token, [:]), 428, "PRECONDITION_REQUIRED")
            for tag in ["\"7\"", "W/\"1\"", "1", "\"\"", ""] {
                let stale = try await ask(id, taken, cast.admin.token, ["If-Match": tag])
                expectProblem(stale, 412, "PRECONDITION_FAILED", nil, "\(tag)")
            }
            for tag in ["*", "\"1\"", "\"4\", \"1\""] {
                let conflict = try await ask(id, taken, cast.admin.token, ["If-Match": tag])
                expectProblem(conflict, 409, "CONFLICT")
                #expect(conflict.string("detail") == "Another authorization group of this tenant has this name.")
            }
            for token in [cast.partnerAdmin.token, cast.superUser] {
                let headers: HTTPHeaders = ["If-Match": "*", "Latchkey-Reason": "test"]
                let name: JSON = ["name": .string("By \(token.suffix(4))")]
                expectStatus(try await ask(id, name, token, headers), 200)
            }
        }
    }

    @Test("everything that is wrong is named at once, what cannot be edited too")
    func namesEverything() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let path = admin.path + "/authorization-groups/\(id)"
            let wrong: [(JSON, [String])] = [
                (
                    [
                        "name": nil, "scopes": nil, "type": "USER", "id": .string(id), "tenant_id": 1, "created_at": 1,
                        "updated_at": 1, "colour": "red",
                    ],
                    [
                        "/name WRONG_TYPE", "/scopes WRONG_TYPE", "/type NOT_EDITABLE", "/id NOT_EDITABLE",
                        "/tenant_id NOT_EDITABLE", "/created_at NOT_EDITABLE", "/updated_at NOT_EDITABLE",
                        "/colour UNKNOWN_FIELD",
                    ]
                ),
                (
                    [
                        "name": "\u{202E}", "description": 1,
                        "scopes": ["nonesuch", "customers:read", "customers:read"],
                    ],
                    [
                        "/name TOO_SHORT", "/description WRONG_TYPE", "/scopes/0 UNKNOWN_SCOPE", "/scopes/2 DUPLICATE",
                    ]
                ),
                (["scopes": []], ["/scopes REQUIRED"]),
                (["name": "a\0b", "scopes": ["a\0b"]], ["/name INVALID_CHARACTER", "/scopes/0 UNKNOWN_SCOPE"]),
            ]
            for (body, errors) in wrong {
                let reply = try await platform.edit(path, body, admin.token)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let twice = try await platform.send(
                .PATCH,
                path,
                bytes: Array(#"{"name": "One", "name": "Two"}"#.utf8),
                token: admin.token,
                headers: ["If-Match": "*"]
            )
            expectProblem(twice, 422, "VALIDATION_FAILED", ["/name DUPLICATE_FIELD"])
        }
    }

    @Test("nobody adds what is beyond their own ceiling, not even to that ceiling; what is there may stay")
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
            let strong = try await platform.makeGroup(in: admin, scopes: ["payments:write"])
            try await platform.limit(bounded.person, to: ceiling)

            let beyond: JSON = ["scopes": ["customers:read", "invoices:read", "payments:write"]]
            for id in [ceiling, strong] {
                let path = admin.path + "/authorization-groups/\(id)"
                let scopes: JSON = id == ceiling ? beyond : ["scopes": ["payments:write", "payments:read"]]
                let reply = try await platform.edit(path, scopes, bounded.token)
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
                #expect(reply["missing_scopes"] == (id == ceiling ? ["payments:write"] : ["payments:read"]))
            }
            let path = admin.path + "/authorization-groups/\(strong)"
            let kept: JSON = ["name": "Renamed", "scopes": ["customers:read", "payments:write"]]
            let renamed = try await platform.edit(path, kept, bounded.token)
            expectStatus(renamed, 200)
            #expect(renamed["scopes"] == ["customers:read", "payments:write"])
        }
    }

    @Test("a suspended tenant's people edit nothing; staff may")
    func suspended() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeGroup(in: admin, scopes: ["customers:read"])
            let path = admin.path + "/authorization-groups/\(id)"
            try await platform.suspend(admin.id)
            let refused = try await platform.edit(path, ["name": "Renamed"], admin.token)
            expectProblem(refused, 403, "TENANT_SUSPENDED")
            let staff = try await platform.makeStaff(.superUser)
            let edited = try await platform.edit(path, ["name": "Renamed"], staff, reason: "test")
            expectStatus(edited, 200)
        }
    }
}
