import Domain
import NIOHTTP1
import TestSupport
import Testing

/// The page of one key.
extension MerchantPortalTests {
    @Test("the details of a key are its id, its name and description, who made it and who changed it last")
    func details() async throws {
        try await withPortal { portal, partner in
            let key = try await portal.make(Self.form.with(["description": "The shop in town"]))
            try portal.move(to: "2027-01-16T08:00:00Z")
            expectStatus(try await portal.edit(key.id, ["name": "Town shop"], as: partner), 200)
            let read = try await portal.read(key.id)
            expectMembers(
                try read.json,
                [
                    "id": .string(key.id), "name": "Town shop", "description": "The shop in town",
                    "created_at": .string(noon), "updated_at": "2027-01-16T08:00:00.000Z",
                ]
            )
            #expect(key.id.hasPrefix("key_"))
            #expect(read.string("created_by", "name") == "Ada Admin")
            #expect(read.string("updated_by", "name") == "Pat Partner")
        }
    }

    @Test("the latest update in a key's history is also its being disabled, enabled or revoked")
    func history() async throws {
        try await withPortal { portal, partner in
            let key = try await portal.make(Self.form)
            for (hour, verb) in [(13, "disable"), (14, "enable"), (15, "disable"), (16, "revoke")] {
                try portal.move(to: "2027-01-15T\(hour):00:00Z")
                let reply = try await portal.act(verb, on: key.id, as: partner)
                expectStatus(reply, 200)
                #expect(reply.string("key", "updated_at") == "2027-01-15T\(hour):00:00.000Z")
                #expect(reply.string("key", "updated_by", "name") == "Pat Partner")
                #expect(reply.string("key", "created_by", "name") == "Ada Admin")
            }
        }
    }

    @Test("name and description are edited and saved, over what was seen")
    func editing() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            let eTag = key.reply.headers.first(name: "ETag")
            let changes: JSON = ["name": "Shop in town", "description": "Till\nand web"]
            let saved = try await portal.ask(.PATCH, "/keys/\(key.id)", changes, seen: eTag)
            expectStatus(saved, 200)
            expectMembers(try saved.json, changes)
            #expect(saved.headers.first(name: "ETag") != eTag)
            let read = try await portal.read(key.id)
            expectMembers(try read.json, changes)
            #expect(read.headers.first(name: "ETag") == saved.headers.first(name: "ETag"))

            // Somebody else's page, which has not seen this.
            let stale = try await portal.ask(.PATCH, "/keys/\(key.id)", ["name": "Old shop"], seen: eTag)
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            let blind = try await portal.ask(.PATCH, "/keys/\(key.id)", ["name": "Blind shop"])
            expectProblem(blind, 428, "PRECONDITION_REQUIRED")
        }
    }

    @Test("names and descriptions that are not allowed are neither created nor saved")
    func wrongTexts() async throws {
        try await withPortal { portal, _ in
            try await portal.expectRefusals(
                (wrongNames + wrongDescriptions).map { (Self.form.with($0.changes), $0.errors) }
            )
            let key = try await portal.make(Self.form.with(["description": .letters(1000)]))
            try await portal.expectRefusals(of: key.id, wrongNames + wrongDescriptions)
            for name in goodNames {
                let saved = try await portal.edit(key.id, ["name": name])
                expectStatus(saved, 200)
                #expect(saved["name"] == name)
            }
        }
    }

    @Test("duplicating makes a new key of the same presets with a secret of its own")
    func duplicating() async throws {
        try await withPortal { portal, partner in
            let form = Self.form.with(["description": "Till", "ip_allowlist": ["192.0.2.0/24"]])
            let key = try await portal.make(form)
            expectStatus(try await portal.edit(key.id, ["name": "Edited first"]), 200)
            try portal.move(to: "2027-01-15T12:05:00Z")
            let reply = try await portal.act("duplicate", on: key.id, as: partner)
            expectStatus(reply, 201)
            let copy = try MadeKey(reply)
            expectMembers(
                reply["key"],
                [
                    "name": "Edited first (copy)", "description": "Till", "ip_allowlist": ["192.0.2.0/24"],
                    "scopes": ["payments:read", "payments:write"], "environment": "LIVE", "expires_at": nil,
                    "status": "ACTIVE", "duplicated_from": .string(key.id), "created_at": "2027-01-15T12:05:00.000Z",
                ]
            )
            #expect(reply.string("key", "created_by", "name") == "Pat Partner")
            #expect(copy.id != key.id && copy.secret != key.secret)
            let verdicts = try await [key, copy].asyncMap { try await portal.verdict($0.secret, from: "192.0.2.7") }
            #expect(verdicts == ["VALID", "VALID"])
        }
    }

    @Test("a key is duplicated in whatever state it is, into an active one, and a long name makes room for its suffix")
    func duplicatingAnyState() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form.with(["name": .letters(200)]))
            for verb in ["disable", "revoke"] {
                expectStatus(try await portal.act(verb, on: key.id), 200)
                let copy = try MadeKey(try await portal.act("duplicate", on: key.id))
                #expect(copy.reply["key", "name"] == .string(String(repeating: "a", count: 193) + " (copy)"))
                let verdict = try await portal.verdict(copy.secret)
                #expect(verdict == "VALID")
            }
        }
    }

    @Test("a merchant's key has its permissions from its creation on, for good")
    func permissionsStay() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            try await portal.expectRefusals(
                of: key.id,
                [
                    (["scopes": ["payments:read"]], ["/scopes NOT_EDITABLE"]),
                    (["scopes": ["customers:write"], "name": "More"], ["/scopes NOT_EDITABLE"]),
                    (["full_access": true], ["/full_access NOT_EDITABLE"]),
                    (
                        ["authorization_group_id": "grp_00000000000000000000000000"],
                        ["/authorization_group_id NOT_EDITABLE"]
                    ),
                    (["environment": "LIVE"], ["/environment NOT_EDITABLE"]),
                    (["status": "REVOKED"], ["/status NOT_EDITABLE"]),
                ]
            )
            let read = try await portal.read(key.id)
            expectMembers(try read.json, Self.form)
        }
    }

    @Test("a merchant's key has at least one scope of the catalogue, and no end")
    func scopesAndEnd() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            #expect(key.secret.hasPrefix("mch_live_"))
            expectMembers(key.reply["key"], ["expires_at": nil, "expiration": "NEVER"])
            try await portal.expectRefusals([
                (Self.form.without("scopes"), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": []]), ["/scopes REQUIRED"]),
                (Self.form.with(["scopes": ["merchants:read"]]), ["/scopes/0 UNKNOWN_SCOPE"]),
                (Self.form.with(["colour": "green"]), ["/colour UNKNOWN_FIELD"]),
                (Self.form.with(["expires_in": "30d"]), ["/expires_in NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_on": "2028-01-01"]), ["/expires_on NOT_ALLOWED_BY_POLICY"]),
                (Self.form.with(["expires_at": "2028-01-01T00:00:00Z"]), ["/expires_at NOT_ALLOWED_BY_POLICY"]),
            ])
        }
    }
}
