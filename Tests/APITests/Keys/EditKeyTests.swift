import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("PATCH /v1/tenants/{tenant}/keys/{key}")
struct EditKeyTests {
    @Test("changes name, description and allowlist, answers the key with its new version and a receipt")
    func edits() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin, name: "Before", ["description": "Old"])
            let before = try await platform.read(id, in: admin)
            let reply = try await platform.ask(
                .edit,
                id,
                in: admin,
                ["name": "Cafe\u{301}", "description": "New\nlines", "ip_allowlist": ["::ffff:10.0.0.0/104"]],
                headers: ["If-Match": "\"1\""]
            )
            expectStatus(reply, 200)
            #expect(reply.headers.first(name: "ETag") == "\"2\"")
            let receipt = try JSON(parsing: Array((reply.headers.first(name: "Latchkey-Receipt") ?? "").utf8))
            for member in ["verifiers", "acknowledged", "lapsed"] { #expect(receipt[member] == 0) }
            #expect(reply["name"] == "Caf\u{E9}")
            #expect(reply["description"] == "New\nlines")
            #expect(reply["ip_allowlist"] == ["10.0.0.0/8"])
            #expect(reply.string("updated_by", "name") == "Test Person")
            for member in ["id", "prefix", "scopes", "status", "created_at", "expires_at", "previous_secret"] {
                #expect(reply[member] == before[member], "\(member)")
            }
            let read = try await platform.read(id, in: admin)
            #expect(try read.json == reply.json)
            #expect(read.headers.first(name: "ETag") == "\"2\"")

            for (ip, verdict) in [("10.1.2.3", "VALID"), ("192.0.2.1", "IP_NOT_ALLOWED")] as [(JSON, String)] {
                let told = try await platform.check(.POST, "/v1/verify", ["key": .string(secret), "ip": ip])
                #expect(told.string("verdict") == verdict)
            }
            let events = try await platform.audited("key.update", of: admin.id)
            #expect(events.count == 1)
            #expect(events.first?["before"]?["name"] == "Before")
            #expect(events.first?["before"]?["description"] == "Old")
            #expect(events.first?["after"]?["name"] == "Caf\u{E9}")
            #expect(events.first?["after"]?["ip_allowlist"] == ["10.0.0.0/8"])
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("what is not sent stays; null empties the description and the allowlist, and nothing else")
    func null() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(
                in: admin,
                name: "The name",
                ["description": "Text", "ip_allowlist": ["10.0.0.0/8"]]
            ).id
            let one = try await platform.ask(.edit, id, in: admin, ["description": nil])
            #expect(one["description"] == "")
            #expect(one["ip_allowlist"] == ["10.0.0.0/8"])
            #expect(one["name"] == "The name")
            let two = try await platform.ask(.edit, id, in: admin, ["ip_allowlist": nil])
            #expect(two["ip_allowlist"] == [])
            let three = try await platform.ask(
                .edit,
                id,
                in: admin,
                ["name": nil, "description": nil, "scopes": nil, "authorization_group_id": nil]
            )
            expectProblem(
                three,
                422,
                "VALIDATION_FAILED",
                ["/name WRONG_TYPE", "/scopes WRONG_TYPE", "/authorization_group_id WRONG_TYPE"]
            )
        }
    }

    @Test("the rate limit becomes tighter or looser at once; null is what a new key gets: the policy's, or none")
    func rateLimit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin)
            #expect(try await platform.read(id, in: admin)["rate_limit"] == .null)
            let one: JSON = ["requests": 2, "window_seconds": 3600, "burst": 2]
            let tightened = try await platform.ask(
                .edit,
                id,
                in: admin,
                ["rate_limit": ["requests": 2, "window_seconds": 3600]],
                headers: ["If-Match": "\"1\""]
            )
            expectStatus(tightened, 200)
            #expect(tightened.headers.first(name: "ETag") == "\"2\"")
            #expect(tightened.headers.contains(name: "Latchkey-Receipt"))
            #expect(tightened["rate_limit"] == one)
            let read = try await platform.read(id, in: admin)
            #expect(read["rate_limit"] == one)
            for verdict in ["VALID", "VALID", "RATE_LIMITED"] {
                let told = try await platform.verdict(secret)
                #expect(told == verdict)
            }
            let loosened = try await platform.ask(
                .edit,
                id,
                in: admin,
                ["rate_limit": ["requests": 3, "window_seconds": 3600, "burst": 3]]
            )
            expectStatus(loosened, 200)
            for verdict in ["VALID", "RATE_LIMITED"] {
                let told = try await platform.verdict(secret)
                #expect(told == verdict)
            }
            let stale = try await platform.ask(
                .edit,
                id,
                in: admin,
                ["rate_limit": nil],
                headers: ["If-Match": "\"1\""]
            )
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            let removed = try await platform.ask(.edit, id, in: admin, ["rate_limit": nil])
            #expect(removed["rate_limit"] == .null)
            let events = try await platform.audited("key.update", of: admin.id)
            #expect(events.count == 3)
            #expect(events.first?["before"]?["rate_limit"] == .null)
            #expect(events.first?["after"]?["rate_limit"] == one)
            try await platform.expectConsistent(admin.id)
        }
    }

    @Test("what changes nothing is answered with the same version, and is not in the audit trail")
    func noChange() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin, name: "Same", ["ip_allowlist": ["192.0.2.1"]]).id
            let before = try await platform.read(id, in: admin)
            for body in [[:], ["name": "Same", "description": nil, "ip_allowlist": ["192.0.2.1/32"]]] as [JSON] {
                let reply = try await platform.ask(.edit, id, in: admin, body)
                expectStatus(reply, 200)
                #expect(try reply.json == before.json)
                #expect(reply.headers.first(name: "ETag") == "\"1\"")
                #expect(reply.headers.contains(name: "Latchkey-Receipt"))
            }
            let events = try await platform.audited("key.update", of: admin.id)
            #expect(events == [])
        }
    }

    @Test("needs If-Match, and the version that is there; after what is wrong with the body, before the key's state")
    func preconditions() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let path = admin.path + "/keys/\(id)"
            let send = { (body: JSON, condition: String?) in
                try await platform.send(
                    .PATCH,
                    path,
                    body,
                    token: admin.token,
                    headers: condition.map { ["If-Match": $0] } ?? [:]
                )
            }
            for revoked in [false, true] {
                if revoked { expectStatus(try await platform.ask(.revoke, id, in: admin), 200) }
                expectProblem(try await send(["name": "x"], nil), 422, "VALIDATION_FAILED", ["/name TOO_SHORT"])
                expectProblem(try await send(["name": "xx"], nil), 428, "PRECONDITION_REQUIRED")
                for stale in ["\"2\"", "W/\"1\"", "1", ""] {
                    expectProblem(try await send(["name": "xx"], stale), 412, "PRECONDITION_FAILED")
                }
            }
            expectProblem(try await send(["name": "xx"], "\"1\""), 409, "CONFLICT")
            let read = try await platform.read(id, in: admin)
            #expect(read.string("name") == "Test key")
        }
    }

    @Test("names every field that cannot be edited, and everything else that is wrong, at once")
    func notEditable() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let reply = try await platform.ask(
                .edit,
                id,
                in: admin,
                [
                    "name": "x", "description": 5, "ip_allowlist": ["10.0.0.1/8", 7], "environment": "TEST",
                    "full_access": true, "expires_at": "2030-01-01T00:00:00Z", "expires_on": nil, "expires_in": "30d",
                    "rate_limit": ["requests": 0, "window_seconds": "1"], "scopes": ["customers:read"],
                    "authorization_group_id": "grp_00000000000000000000000001", "status": "REVOKED", "colour": "red",
                ]
            )
            let notEditable = [
                "authorization_group_id", "environment", "expires_at", "expires_in", "expires_on", "full_access",
                "scopes",
                "status",
            ]
            expectProblem(
                reply,
                422,
                "VALIDATION_FAILED",
                notEditable.map { "/\($0) NOT_EDITABLE" } + [
                    "/name TOO_SHORT", "/description WRONG_TYPE", "/ip_allowlist/1 WRONG_TYPE",
                    "/rate_limit/requests OUT_OF_RANGE", "/rate_limit/window_seconds WRONG_TYPE",
                    "/colour UNKNOWN_FIELD",
                ]
            )
            guard case .array(let errors)? = reply["errors"] else { return }
            let expiry = errors.first { $0["pointer"] == "/expires_at" }
            #expect(expiry?["detail"]?.asString?.contains("rotation") == true)
        }
    }

    @Test("every member that a key shows is known: it can be edited, or it cannot")
    func membersAreKnown() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let key = try await platform.read(id, in: admin)
            let reply = try await platform.ask(.edit, id, in: admin, try key.json)
            #expect(reply.status == 422)
            #expect(!reply.errors.contains { $0.contains("UNKNOWN_FIELD") }, "\(reply.text)")
        }
    }

    @Test("scopes are edited where the policy says so: not at all, only fewer, or any of the catalogue")
    func scopes() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (id, secret) = try await platform.makeKey(in: admin, scopes: ["customers:read", "payments:read"])
            let edit = { (scopes: [String]) in
                try await platform.ask(.edit, id, in: admin, ["scopes": .strings(scopes)])
            }
            expectProblem(try await edit(["customers:read"]), 422, "VALIDATION_FAILED", ["/scopes NOT_EDITABLE"])

            try await platform.amendPolicy(of: admin.id, "permission_editing = 'NARROW_ONLY'")
            for (scopes, errors) in [
                (["payments:read", "payments:write"], ["/scopes/1 NOT_ALLOWED_BY_POLICY"]),
                (["payments:read", "nonsense"], ["/scopes/1 UNKNOWN_SCOPE"]),
                (["payments:read", "payments:read"], ["/scopes/1 DUPLICATE"]),
                ([], ["/scopes REQUIRED"]),
            ] {
                expectProblem(try await edit(scopes), 422, "VALIDATION_FAILED", errors)
            }
            let narrowed = try await edit(["customers:read"])
            expectStatus(narrowed, 200)
            #expect(narrowed["scopes"] == ["customers:read"])
            var verdict = try await platform.verdict(secret, scopes: ["payments:read"])
            #expect(verdict == "INSUFFICIENT_SCOPE")
            expectProblem(
                try await edit(["customers:read", "payments:read"]),
                422,
                "VALIDATION_FAILED",
                ["/scopes/1 NOT_ALLOWED_BY_POLICY"]
            )

            try await platform.amendPolicy(of: admin.id, "permission_editing = 'EDITABLE'")
            expectStatus(try await edit(["payments:write", "customers:read"]), 200)
            verdict = try await platform.verdict(secret, scopes: ["payments:write"])
            #expect(verdict == "VALID")
            expectProblem(try await edit(["nonsense"]), 422, "VALIDATION_FAILED", ["/scopes/0 UNKNOWN_SCOPE"])
        }
    }

    @Test("the group is changed where the policy says so, and the key can do what its new group can, at once")
    func group() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let readers = try await platform.makeGroup(in: admin, name: "Readers", scopes: ["customers:read"])
            let payers = try await platform.makeGroup(
                in: admin,
                name: "Payers",
                scopes: ["customers:read", "payments:write"]
            )
            let people = try await platform.makeGroup(
                in: admin,
                name: "People",
                type: "USER",
                scopes: ["customers:read"]
            )
            let stranger = try await platform.makeAdmin("tenant-settings")
            let foreign = try await platform.makeGroup(in: stranger, scopes: ["customers:read"])
            let (id, secret) = try await platform.makeKey(in: admin, group: readers)
            let edit = { (group: String) in
                try await platform.ask(.edit, id, in: admin, ["authorization_group_id": .string(group)])
            }
            let changed = try await edit(payers)
            expectStatus(changed, 200)
            #expect(changed["authorization_group", "name"] == "Payers")
            #expect(changed["scopes"] == ["customers:read", "payments:write"])
            let verdict = try await platform.verdict(secret, scopes: ["payments:write"])
            #expect(verdict == "VALID")
            let events = try await platform.audited("key.update", of: admin.id)
            #expect(events.last?["before"]?["authorization_group_id"] == .string(readers))
            #expect(events.last?["after"]?["authorization_group_id"] == .string(payers))

            for (group, code) in [
                (people, "WRONG_GROUP_TYPE"), (foreign, "UNKNOWN_GROUP"), ("nonsense", "UNKNOWN_GROUP"),
            ] {
                let pointer = "/authorization_group_id"
                expectProblem(try await edit(group), 422, "VALIDATION_FAILED", ["\(pointer) \(code)"])
            }
            let scopes = try await platform.ask(.edit, id, in: admin, ["scopes": ["customers:read"]])
            expectProblem(scopes, 422, "VALIDATION_FAILED", ["/scopes NOT_EDITABLE"])

            try await platform.amendPolicy(of: admin.id, "permission_editing = 'NARROW_ONLY'")
            expectStatus(try await edit(readers), 200)
            expectProblem(
                try await edit(payers),
                422,
                "VALIDATION_FAILED",
                ["/authorization_group_id NOT_ALLOWED_BY_POLICY"]
            )
            let same = try await edit(readers)
            expectStatus(same, 200)
            #expect(same.headers.first(name: "ETag") == "\"3\"")
        }
    }

    @Test("nobody adds what is beyond their own ceiling; what a key has already may stay")
    func ceiling() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            try await platform.amendPolicy(of: cast.business, "permission_editing = 'EDITABLE'")
            let bounded = try await platform.makeBounded(in: cast.admin, role: .advisor, to: ["customers:read"])
            let id = try await platform.makeKey(in: cast.admin, scopes: ["payments:write"]).id
            let edit = { (scopes: [String]) in
                try await platform.ask(.edit, id, in: bounded, ["scopes": .strings(scopes), "name": "x"])
            }
            let refused = try await edit(["payments:write", "payments:read", "nonsense"])
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(refused["missing_scopes"] == ["payments:read"])
            expectProblem(
                try await edit(["payments:write", "customers:read"]),
                422,
                "VALIDATION_FAILED",
                ["/name TOO_SHORT"]
            )
            let added = try await platform.ask(
                .edit,
                id,
                in: bounded,
                ["scopes": ["payments:write", "customers:read"]]
            )
            expectStatus(added, 200)
        }
    }

    @Test("a group that holds more than the actor and the key is beyond the ceiling too")
    func ceilingOfGroups() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin("tenant-settings")
            let bounded = try await platform.makeBounded(
                in: admin,
                role: .businessAdmin,
                to: ["customers:read"]
            )
            let readers = try await platform.makeGroup(in: admin, name: "Readers", scopes: ["customers:read"])
            let payers = try await platform.makeGroup(in: admin, name: "Payers", scopes: ["payments:write"])
            let id = try await platform.makeKey(in: admin, group: readers).id
            let edit = { (group: String) in
                try await platform.ask(.edit, id, in: bounded, ["authorization_group_id": .string(group)])
            }
            var refused = try await edit(payers)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
            #expect(refused["missing_scopes"] == ["payments:write"])
            // A scope that the catalogue has lost is no less a permission.
            let catalogue = #"[{"name": "customers:read", "label": "Customers", "description": ""}]"#
            try await platform.amendPolicy(of: admin.id, "scopes = '\(catalogue)'")
            refused = try await edit(payers)
            expectProblem(refused, 403, "ROLE_FORBIDDEN")
        }
    }

    @Test("of edits of the same version one succeeds, and the others are told")
    func sameVersion() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let id = try await platform.makeKey(in: admin).id
            let replies = try await atOnce(12) { number in
                try await platform.ask(
                    .edit,
                    id,
                    in: admin,
                    ["name": .string("Name \(number)")],
                    headers: ["If-Match": "\"1\""]
                )
            }
            let done = replies.filter { $0.status == 200 }
            #expect(done.count == 1)
            for reply in replies where reply.status != 200 { expectProblem(reply, 412, "PRECONDITION_FAILED") }
            let read = try await platform.read(id, in: admin)
            #expect(read.string("name") == done.first?.string("name"))
            #expect(read.headers.first(name: "ETag") == "\"2\"")
            try await platform.expectConsistent(admin.id)
        }
    }
}
