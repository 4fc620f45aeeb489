import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Revoking, and what the portal advises.
extension PartnerPortalTests {
    @Test("a revoked key of the partner is invalid at once")
    func revocationIsImmediate() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let before = try await portal.request(with: key.secret)
            let revoked = try await portal.act("revoke", on: key.id, ["reason": "The contractor has left"])
            let after = try await portal.request(with: key.secret)
            #expect([before, after] == [.passes, .unauthorized("REVOKED")])
            expectStatus(revoked, 200)
            expectMembers(
                revoked["key"],
                ["status": "REVOKED", "revoked_at": .string(noon), "revocation_reason": "The contractor has left"]
            )
            #expect(revoked["receipt", "took_ms"] != nil)
        }
    }

    @Test("there is no way back for a revoked key of the partner")
    func revocationIsPermanent() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            for _ in 0..<2 { expectStatus(try await portal.act("revoke", on: key.id), 200) }
            for verb in ["enable", "disable", "rotate"] {
                expectProblem(try await portal.act(verb, on: key.id), 409, "CONFLICT")
            }
            expectProblem(try await portal.edit(key.id, ["name": "Back again"]), 409, "CONFLICT")
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .unauthorized("REVOKED"))
        }
    }

    @Test("an active key is revoked without waiting for its end; so is a disabled and an expired one")
    func revokesFromAnyState() async throws {
        try await withPortal { portal in
            let active = try await portal.make(Self.form)
            let disabled = try await portal.make(Self.form)
            let ending = try await portal.make(Self.form.with(["expires_in": "30d"]))
            expectStatus(try await portal.act("disable", on: disabled.id), 200)
            expectStatus(try await portal.act("revoke", on: active.id), 200)
            expectStatus(try await portal.act("revoke", on: disabled.id), 200)
            try portal.move(to: "2027-02-14T12:00:00Z")
            expectStatus(try await portal.act("revoke", on: ending.id), 200)
            let statuses = try await portal.list("", "status")
            #expect(statuses == ["REVOKED", "REVOKED", "REVOKED"])
        }
    }

    @Test("a leaked key is revoked, and the keys of other environments work on")
    func separateKeys() async throws {
        try await withPortal { portal in
            let keys = try await ["development", "staging", "production"].asyncMap { name in
                try await portal.make(Self.form.with(["name": .string(name)]))
            }
            expectStatus(try await portal.act("revoke", on: keys[0].id, ["compromised": true]), 200)
            let verdicts = try await keys.asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["REVOKED", "VALID", "VALID"])
        }
    }

    @Test("systems move to a new key while the old one works: as a second key, or as a rotation with grace")
    func transition() async throws {
        try await withPortal { portal in
            let old = try await portal.make(Self.form)
            let new = try MadeKey(try await portal.act("duplicate", on: old.id))
            var verdicts = try await [old, new].asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["VALID", "VALID"])

            let rotated = try MadeKey(try await portal.act("rotate", on: old.id, ["grace_seconds": 3600]))
            #expect(rotated.id == old.id)
            #expect(rotated.reply["key", "expires_at"] == old.reply["key", "expires_at"])
            #expect(rotated.reply["key", "previous_secret", "valid_until"] == "2027-01-15T13:00:00.000Z")
            verdicts = try await [old, rotated].asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["VALID", "VALID"])

            try portal.move(to: "2027-01-15T13:00:00Z")
            verdicts = try await [old, rotated].asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["ROTATED", "VALID"])
            let read = try await portal.read(old.id)
            #expect(read["previous_secret"] == .null)
        }
    }

    @Test("the grace of a partner's rotation is a day at most, never past the key's end, and none unless asked for")
    func graceBounds() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form.with(["expires_in": "30d"]))
            for seconds in [-1, 86_401] as [Int64] {
                let reply = try await portal.act("rotate", on: key.id, ["grace_seconds": .integer(seconds)])
                #expect(reply.status == 422, "\(reply.text)")
                #expect(reply.pointers == ["/grace_seconds"])
            }
            let renewed = try await portal.act("rotate", on: key.id, ["expires_in": "1y"])
            expectProblem(renewed, 422, "VALIDATION_FAILED", ["/expires_in NOT_ALLOWED_BY_POLICY"])

            let second = try MadeKey(try await portal.act("rotate", on: key.id))
            let verdicts = try await [key, second].asyncMap { try await portal.verdict($0.secret) }
            #expect(verdicts == ["ROTATED", "VALID"])

            try portal.move(to: "2027-02-14T00:00:00Z")
            let third = try await portal.act("rotate", on: key.id, ["grace_seconds": 86_400])
            #expect(third["key", "previous_secret", "valid_until"] == "2027-02-14T12:00:00.000Z")
        }
    }

    @Test("revoking during the grace of a rotation ends both secrets, as disabling holds both up")
    func endsBothSecrets() async throws {
        try await withPortal { portal in
            let old = try await portal.make(Self.form)
            let new = try MadeKey(try await portal.act("rotate", on: old.id, ["grace_seconds": 3600]))
            for (verb, verdict) in [("disable", "DISABLED"), ("enable", "VALID"), ("revoke", "REVOKED")] {
                expectStatus(try await portal.act(verb, on: old.id), 200)
                let verdicts = try await [old, new].asyncMap { try await portal.verdict($0.secret) }
                #expect(verdicts == [verdict, verdict], "\(verb)")
            }
        }
    }

    @Test("of several rotations only the newest replaced secret has a grace")
    func rotatesTwice() async throws {
        try await withPortal { portal in
            let first = try await portal.make(Self.form)
            let second = try MadeKey(try await portal.act("rotate", on: first.id, ["grace_seconds": 3600]))
            let third = try MadeKey(try await portal.act("rotate", on: first.id, ["grace_seconds": 60]))
            let during = try await [first, second, third].asyncMap { try await portal.verdict($0.secret) }
            #expect(during == ["ROTATED", "VALID", "VALID"])
            try portal.move(to: "2027-01-15T12:01:00Z")
            let after = try await [first, second, third].asyncMap { try await portal.verdict($0.secret) }
            #expect(after == ["ROTATED", "ROTATED", "VALID"])
            try await portal.expectCount(6, "request_count", of: first.id)
        }
    }

    @Test("an expired key of the partner is duplicated into one that lives as long as a new one")
    func duplicatesExpired() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form.with(["expires_in": "30d"]))
            try portal.move(to: "2027-02-14T12:00:00Z")
            let usual = try MadeKey(try await portal.act("duplicate", on: key.id))
            expectMembers(
                usual.reply["key"],
                ["name": "Analytics pull (copy)", "expires_at": "2028-02-14T12:00:00.000Z", "status": "ACTIVE"]
            )
            let chosen = try MadeKey(try await portal.act("duplicate", on: key.id, ["expires_in": "90d"]))
            #expect(chosen.reply["key", "expires_at"] == "2027-05-15T12:00:00.000Z")
            let wrong = try await portal.act("duplicate", on: key.id, ["expires_in": "91d"])
            expectProblem(wrong, 422, "VALIDATION_FAILED", ["/expires_in NOT_ALLOWED_BY_POLICY"])
        }
    }

    @Test("keys that nobody has used for a while are found, and hour by hour shows where requests leap")
    func monitoring() async throws {
        try await withPortal { portal in
            let idle = try await portal.make(Self.form)
            let busy = try await portal.make(Self.form)
            try portal.move(to: "2027-03-15T10:59:00Z")
            _ = try await portal.request(with: busy.secret)
            try portal.move(to: "2027-03-15T11:01:00Z")
            for _ in 0..<5 { _ = try await portal.request(with: busy.secret) }
            try await portal.expectCount(6, "request_count", of: busy.id)

            let unused = try await portal.list("?unused_for=30d")
            #expect(unused == [idle.id])
            let hours = try await portal.ask(
                .GET,
                "/keys/\(busy.id)/usage?interval=HOUR&from=2027-03-15T09:00:00Z&to=2027-03-15T12:00:00Z"
            )
            expectStatus(hours, 200)
            #expect(hours["data", "0", "requests"] == 0)
            #expect(hours["data", "1", "requests"] == 1)
            #expect(hours["data", "2", "requests"] == 5)
            #expect(hours["requests"] == 6)
        }
    }
}

/// The troubleshooting table.
extension PartnerPortalTests {
    @Test("who has lost a secret makes a new key; the old secret stays out of reach")
    func lostSecret() async throws {
        try await withPortal { portal in
            let lost = try await portal.make(Self.form)
            let read = try await portal.read(lost.id)
            #expect(read["secret"] == nil)
            #expect(!read.text.contains(lost.secretPart))
            let new = try await portal.make(Self.form)
            #expect(new.secret != lost.secret)
            let answer = try await portal.request(with: new.secret)
            #expect(answer == .passes)
        }
    }

    @Test("a request is refused when its key is revoked, expired or lacks the scope, and the portal says which")
    func refusedRequests() async throws {
        try await withPortal { portal in
            let narrow = try await portal.make(Self.form)
            let revoked = try await portal.make(Self.form)
            let ending = try await portal.make(Self.form.with(["expires_in": "30d"]))
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            try portal.move(to: "2027-02-14T12:00:00Z")

            let answers = [
                try await portal.request(with: revoked.secret), try await portal.request(with: ending.secret),
                try await portal.request(with: narrow.secret, "?scope=webhooks:manage"),
            ]
            #expect(
                answers == [
                    .unauthorized("REVOKED"), .unauthorized("EXPIRED"), .forbidden("INSUFFICIENT_SCOPE"),
                ]
            )
            let statuses = try await [revoked, ending, narrow].asyncMap { try await portal.status(of: $0.id) }
            #expect(statuses == ["REVOKED", "EXPIRED", "ACTIVE"])
            let lacking = try await portal.verify(narrow.secret, scopes: ["webhooks:manage", "reports:read"])
            #expect(lacking["missing_scopes"] == ["webhooks:manage"])
        }
    }
}
