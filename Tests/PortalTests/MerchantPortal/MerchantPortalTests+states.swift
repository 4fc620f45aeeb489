import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Enabled, disabled, revoked.
extension MerchantPortalTests {
    @Test("a key is enabled by being created, and works")
    func enabledAtFirst() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            expectMembers(key.reply["key"], ["status": "ACTIVE", "disabled_at": nil, "revoked_at": nil])
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .passes)
        }
    }

    @Test("a disabled key cuts off the data behind it, and only enabling it again brings that back, at any time")
    func disabling() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            let disabled = try await portal.act("disable", on: key.id)
            expectStatus(disabled, 200)
            expectMembers(disabled["key"], ["status": "DISABLED", "disabled_at": .string(noon)])
            let refused = try await portal.request(with: key.secret)
            #expect(refused == .unauthorized("DISABLED"))

            // Nothing else than enabling helps.
            expectProblem(try await portal.act("rotate", on: key.id), 409, "CONFLICT")
            expectStatus(try await portal.edit(key.id, ["name": "Still disabled"]), 200)
            let still = try await portal.request(with: key.secret)
            #expect(still == .unauthorized("DISABLED"))

            try portal.move(to: "2031-07-01T00:00:00Z")
            let enabled = try await portal.act("enable", on: key.id)
            expectStatus(enabled, 200)
            expectMembers(enabled["key"], ["status": "ACTIVE", "disabled_at": nil])
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .passes)
        }
    }

    @Test("disabling twice and enabling twice change nothing the second time")
    func disablingTwice() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            for verb in ["disable", "enable"] {
                let first = try await portal.act(verb, on: key.id)
                portal.clock.advance(by: .seconds(60))
                let second = try await portal.act(verb, on: key.id)
                expectStatus(second, 200)
                #expect(second["key", "updated_at"] == first["key", "updated_at"])
                #expect(second["key", "disabled_at"] == first["key", "disabled_at"])
            }
        }
    }

    @Test("only a disabled key is revoked: an enabled one is refused, and goes on working")
    func disabledFirst() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            for body in [nil, ["reason": "Shop closed"], ["compromised": false]] as [JSON?] {
                expectProblem(try await portal.act("revoke", on: key.id, body), 409, "KEY_NOT_DISABLED")
            }
            let before = try await portal.request(with: key.secret)
            #expect(before == .passes)
            expectStatus(try await portal.act("disable", on: key.id), 200)
            let revoked = try await portal.act("revoke", on: key.id, ["reason": "Shop closed"])
            expectStatus(revoked, 200)
            expectMembers(revoked["key"], ["status": "REVOKED", "revocation_reason": "Shop closed"])
            let after = try await portal.request(with: key.secret)
            #expect(after == .unauthorized("REVOKED"))
        }
    }

    @Test("a key that somebody else has got hold of is revoked although it is enabled, and the audit trail says so")
    func compromised() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            let reply = try await portal.act("revoke", on: key.id, ["compromised": true, "reason": "Seen in a log"])
            expectStatus(reply, 200)
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .unauthorized("REVOKED"))
            let row = try #require(try await portal.platform.auditTrail(of: portal.tenant).last?.row)
            let event = try JSON(parsing: Array(row.utf8))
            expectMembers(event, ["action": "key.revoke", "object": .string(key.id)])
            #expect(event["after"]?["revocation"] == ["reason": "Seen in a log", "compromised": true])
        }
    }

    @Test("a revoked key is not deleted: it stays in the list and can still be read")
    func revokedStays() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            let other = try await portal.make(Self.form)
            expectStatus(try await portal.act("disable", on: key.id), 200)
            expectStatus(try await portal.act("revoke", on: key.id), 200)
            let ids = try await portal.list()
            #expect(ids == [other.id, key.id])
            try portal.move(to: "2030-01-01T00:00:00Z")
            let read = try await portal.read(key.id)
            expectMembers(try read.json, Self.form.with(["status": "REVOKED", "revoked_at": .string(noon)]))
            let deleted = try await portal.ask(.DELETE, "/keys/\(key.id)")
            #expect(deleted.status == 405)
        }
    }

    @Test("from revoked there is no way to any other state")
    func revokedIsFinal() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            expectStatus(try await portal.act("disable", on: key.id), 200)
            expectStatus(try await portal.act("revoke", on: key.id), 200)
            for verb in ["enable", "disable", "rotate"] {
                expectProblem(try await portal.act(verb, on: key.id), 409, "CONFLICT")
            }
            expectProblem(try await portal.edit(key.id, ["name": "Once more"]), 409, "CONFLICT")
            let again = try await portal.act("revoke", on: key.id)
            expectStatus(again, 200)
            #expect(again["receipt"] != nil)
            let status = try await portal.status(of: key.id)
            #expect(status == "REVOKED")
            let answer = try await portal.request(with: key.secret)
            #expect(answer == .unauthorized("REVOKED"))
        }
    }
}
