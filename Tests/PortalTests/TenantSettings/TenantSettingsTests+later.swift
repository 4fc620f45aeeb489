import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Editing a key.
extension TenantSettingsTests {
    @Test("name, description, group and allowlist are edited; the secret stays and follows the edit at once")
    func editing() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            let other = try await portal.group("Invoice readers", ["invoices:read"])
            let changes: JSON = [
                "name": "ERP", "description": "At head office", "authorization_group_id": .string(other),
                "ip_allowlist": ["192.0.2.0/24"],
            ]
            let saved = try await portal.edit(key.id, changes)
            expectStatus(saved, 200)
            #expect(saved.headers.contains(name: "Latchkey-Receipt"))
            expectMembers(
                try saved.json,
                [
                    "name": "ERP", "description": "At head office", "scopes": ["invoices:read"],
                    "authorization_group": ["id": .string(other), "name": "Invoice readers"],
                    "ip_allowlist": ["192.0.2.0/24"], "prefix": try #require(key.reply["key", "prefix"]),
                ]
            )
            let verdicts = [
                try await portal.verdict(key.secret, scopes: ["invoices:read"], from: "192.0.2.1"),
                try await portal.verdict(key.secret, scopes: ["payments:read"], from: "192.0.2.1"),
                try await portal.verdict(key.secret, scopes: ["invoices:read"], from: "192.0.3.1"),
            ]
            #expect(verdicts == ["VALID", "INSUFFICIENT_SCOPE", "IP_NOT_ALLOWED"])
        }
    }

    @Test("the edit form is filled with what the key has now, and what is not sent stays as it was")
    func prefilled() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(
                form.with(["description": "For the app", "ip_allowlist": ["192.0.2.1"]])
            )
            expectStatus(try await portal.edit(key.id, ["name": "App"]), 200)
            let read = try await portal.read(key.id)
            expectMembers(
                try read.json,
                ["name": "App", "description": "For the app", "ip_allowlist": ["192.0.2.1"]]
            )
            expectStatus(try await portal.edit(key.id, ["description": nil, "ip_allowlist": nil]), 200)
            let emptied = try await portal.read(key.id)
            expectMembers(try emptied.json, ["name": "App", "description": "", "ip_allowlist": []])
        }
    }

    @Test("saving what is there already changes nothing")
    func unchanged() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            let events = try await portal.platform.auditTrail(of: portal.tenant).count
            portal.clock.advance(by: .seconds(60))
            let saved = try await portal.edit(key.id, form)
            expectStatus(saved, 200)
            #expect(saved.headers.first(name: "ETag") == key.reply.headers.first(name: "ETag"))
            #expect(saved["updated_at"] == key.reply["key", "updated_at"])
            let after = try await portal.platform.auditTrail(of: portal.tenant).count
            #expect(after == events)
        }
    }

    @Test("the fields of the edit form are held to the same rules as when generating")
    func wrongEdits() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            let people = try await portal.group("People", ["payments:read"], type: "USER")
            let other = try await portal.platform.portal("tenant-settings", portal.clock)
            let foreign = try await other.group("Foreign", ["payments:read"])
            try await portal.expectRefusals(of: key.id, wrongNames + wrongDescriptions + wrongAllowlists)
            try await portal.expectRefusals(
                of: key.id,
                [
                    (
                        ["authorization_group_id": .string(people)],
                        ["/authorization_group_id WRONG_GROUP_TYPE"]
                    ),
                    (["authorization_group_id": .string(foreign)], ["/authorization_group_id UNKNOWN_GROUP"]),
                    (["colour": "green"], ["/colour UNKNOWN_FIELD"]),
                ]
            )
            for required in ["name", "authorization_group_id"] {
                let reply = try await portal.edit(key.id, .object([JSON.Member(required, .null)]))
                #expect(reply.status == 422 && reply.pointers == ["/\(required)"], "\(reply.text)")
            }
        }
    }

    @Test("the end of a key is not in the edit form: to change it, the key is rotated")
    func expiryIsNotEdited() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form.with(["expires_on": "2027-01-31"]))
            for (name, value) in [
                ("expires_on", "2027-12-31"), ("expires_in", "1y"), ("expires_at", "2027-12-31T00:00:00Z"),
            ] {
                let reply = try await portal.edit(key.id, .object([JSON.Member(name, .string(value))]))
                expectProblem(reply, 422, "VALIDATION_FAILED", ["/\(name) NOT_EDITABLE"])
                #expect(reply.text.lowercased().contains("rotat"))
            }
            let rotated = try MadeKey(try await portal.act("rotate", on: key.id, ["expires_on": "2027-12-31"]))
            #expect(rotated.reply["key", "expires_at"] == "2028-01-01T00:00:00.000Z")
            try portal.move(to: "2027-06-30T00:00:00Z")
            let answer = try await portal.request(with: rotated.secret)
            #expect(answer == .passes)
        }
    }

    @Test("keys that are over are not edited")
    func deadKeys() async throws {
        try await withPortal { portal, form in
            let revoked = try await portal.make(form)
            let ending = try await portal.make(form.with(["expires_on": "2027-01-15"]))
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            try portal.move(to: "2027-01-16T00:00:00Z")
            for key in [revoked, ending] {
                expectProblem(try await portal.edit(key.id, ["name": "Again"]), 409, "CONFLICT")
                expectProblem(try await portal.act("rotate", on: key.id), 409, "CONFLICT")
            }
        }
    }
}

/// Rotating and revoking a key.
extension TenantSettingsTests {
    @Test("rotating gives the same key a new secret, and nothing else about it changes")
    func rotating() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(
                form.with(["description": "At work", "ip_allowlist": ["127.0.0.1"], "expires_on": "2027-06-30"])
            )
            try portal.move(to: "2027-01-16T00:00:00Z")
            let rotated = try MadeKey(try await portal.act("rotate", on: key.id))
            expectStatus(rotated.reply, 200)
            #expect(rotated.secret != key.secret && rotated.id == key.id)
            #expect(rotated.reply.headers.first(name: "Cache-Control") == "no-store")
            #expect(rotated.reply["key", "prefix"] == .string(rotated.secret.prefix("tnt_live_".count + 16) + "…"))
            for same in [
                "id", "name", "description", "authorization_group", "scopes", "ip_allowlist", "expires_at",
                "environment", "status", "created_at", "created_by",
            ] {
                #expect(rotated.reply["key", same] == key.reply["key", same], "\(same)")
            }
            let limit = try await portal.ask(.GET, "/key-limit")
            #expect(limit["used"] == 1)
        }
    }

    @Test("the old secret is invalid the moment the new one is issued, and there is no way back to it")
    func rotatingIsImmediate() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            let reply = try await portal.act("rotate", on: key.id)
            let rotated = try MadeKey(reply)
            let answers = try await [key, rotated].asyncMap { try await portal.request(with: $0.secret) }
            #expect(answers == [.unauthorized("ROTATED"), .passes])
            #expect(reply["receipt"] != nil)
            #expect(reply["key", "previous_secret"] == .null)
            let grace = try await portal.act("rotate", on: key.id, ["grace_seconds": 1])
            #expect(grace.status == 422 && grace.pointers == ["/grace_seconds"], "\(grace.text)")
            let none = try await portal.act("rotate", on: key.id, ["grace_seconds": 0])
            expectStatus(none, 200)
        }
    }

    @Test("the new secret of a rotation is shown once too, and is what helps when a secret is lost")
    func rotatedSecretOnce() async throws {
        try await withPortal { portal, form in
            let lost = try await portal.make(form)
            let rotated = try MadeKey(try await portal.act("rotate", on: lost.id))
            let answer = try await portal.request(with: rotated.secret)
            #expect(answer == .passes)
            try await portal.expectSecretIsGone(rotated)
        }
    }

    @Test("only active keys are rotated, and of two rotations over the same page one is refused")
    func rotationConflicts() async throws {
        try await withPortal { portal, form in
            let disabled = try await portal.make(form)
            expectStatus(try await portal.act("disable", on: disabled.id), 200)
            expectProblem(try await portal.act("rotate", on: disabled.id), 409, "CONFLICT")

            let key = try await portal.make(form)
            let eTag = key.reply.headers.first(name: "ETag")
            let path = "/keys/\(key.id)/rotate"
            let first = try await portal.ask(.POST, path, seen: eTag)
            let second = try await portal.ask(.POST, path, seen: eTag)
            expectStatus(first, 200)
            expectProblem(second, 412, "PRECONDITION_FAILED")
        }
    }

    @Test("a new end that comes with a rotation is in the future, as when generating")
    func wrongRotations() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            for (body, errors) in [
                (["expires_on": "2027-01-14"], ["/expires_on NOT_IN_FUTURE"]),
                (["expires_on": "2027-02-30"], ["/expires_on INVALID_DATE"]),
                (["expires_at": .string(noon)], ["/expires_at NOT_IN_FUTURE"]),
                (["name": "New"], ["/name UNKNOWN_FIELD"]),
            ] as [(JSON, [String])] {
                let reply = try await portal.act("rotate", on: key.id, body)
                expectProblem(reply, 422, "VALIDATION_FAILED", errors)
            }
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .passes)
        }
    }

    @Test("revoking ends a key at once and for good, and the list shows it as revoked")
    func revoking() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            let revoked = try await portal.act("revoke", on: key.id)
            expectStatus(revoked, 200)
            expectMembers(revoked["key"], ["name": "Mobile app", "status": "REVOKED"])
            #expect(revoked["receipt"] != nil)
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .unauthorized("REVOKED"))
            let statuses = try await portal.list("", "status")
            #expect(statuses == ["REVOKED"])
        }
    }

    @Test("a revoked key is not activated again; whoever needs access makes a new one")
    func revokedIsFinal() async throws {
        try await withPortal { portal, form in
            let key = try await portal.make(form)
            expectStatus(try await portal.act("revoke", on: key.id), 200)
            for verb in ["enable", "rotate"] {
                expectProblem(try await portal.act(verb, on: key.id), 409, "CONFLICT")
            }
            let new = try await portal.make(form)
            let answers = try await [key, new].asyncMap { try await portal.request(with: $0.secret) }
            #expect(answers == [.unauthorized("REVOKED"), .passes])
        }
    }
}
