import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Document 002: a merchant's keys, in the hands of the merchant and of the partner whose merchant it is. A key is disabled
/// before it is revoked.
@Suite("The merchant's portal")
struct MerchantPortalTests {
    static let form: JSON = ["name": "Shop", "scopes": ["payments:read", "payments:write"]]

    func withPortal(
        at time: String = noon,
        _ body: @escaping @Sendable (Portal, _ partner: TestPlatform.Person) async throws -> Void
    ) async throws {
        try await PortalTests.withPortal("merchant-portal", at: time) { portal in
            let partner = try #require(portal.partner)
            try await body(portal, try await portal.join(.partnerAdmin, in: partner, name: "Pat Partner"))
        }
    }
}

/// The list.
extension MerchantPortalTests {
    @Test("a partner picks the merchant from their merchants, and sees the merchant's keys")
    func merchants() async throws {
        try await withPortal { portal, partner in
            let key = try await portal.make(Self.form)
            let merchants = try await portal.ask(.GET, "/v1/tenants", as: partner)
            #expect(Set(merchants.data("id")) == [portal.tenant, try #require(portal.partner)])
            let keys = try await portal.ask(.GET, "/keys", as: partner)
            #expect(keys.data("id") == [key.id])
            let stranger = try await portal.platform.portal("merchant-portal", portal.clock)
            expectProblem(try await portal.ask(.GET, "/keys", as: stranger.admin), 404, "NOT_FOUND")
        }
    }

    @Test("the partner's admin and the merchant's own manage keys; advisors and members do not")
    func roles() async throws {
        try await withPortal { portal, partner in
            for somebody in [portal.admin, partner] {
                expectStatus(try await portal.create(Self.form, as: somebody), 201)
            }
            for role in [Role.advisor, .member] {
                let reply = try await portal.create(Self.form, as: try await portal.join(role))
                expectProblem(reply, 403, "ROLE_FORBIDDEN")
                #expect(reply["roles"] == ["SUPER_USER", "PARTNER_ADMIN", "BUSINESS_ADMIN"])
            }
        }
    }

    @Test("the merchant's keys are sorted by status and then by the time of their creation, newest first")
    func order() async throws {
        try await withPortal { portal, _ in
            var keys: [MadeKey] = []
            for second in 1...6 {
                try portal.move(to: "2027-01-15T12:00:0\(second)Z")
                keys.append(try await portal.make(Self.form.with(["name": "Key \(second)"])))
            }
            for number in [0, 1, 4] { expectStatus(try await portal.act("disable", on: keys[number].id), 200) }
            expectStatus(try await portal.act("revoke", on: keys[4].id), 200)
            let names = try await portal.list("", "name")
            #expect(names == ["Key 6", "Key 4", "Key 3", "Key 2", "Key 1", "Key 5"])
            let statuses = try await portal.list("", "status")
            #expect(statuses == ["ACTIVE", "ACTIVE", "ACTIVE", "DISABLED", "DISABLED", "REVOKED"])

            let first = try await portal.ask(.GET, "/keys?limit=4")
            let cursor = try #require(first.string("next_cursor"))
            let second = try await portal.list("?limit=4&cursor=\(cursor)", "name")
            #expect(first.data("name") + second == names)
        }
    }

    @Test("what is copied from the list is the key's public part, whole and enough to find it; the secret is not there")
    func copying() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            let other = try await portal.make(Self.form)
            let shown = try #require(try await portal.read(key.id).string("prefix"))
            #expect(shown == key.secret.prefix("mch_live_".count + 16) + "…")
            let kid = shown.dropFirst("mch_live_".count).dropLast()
            for text in [shown.dropLast(), kid] {
                let found = try await portal.list("?q=\(text)")
                #expect(found == [key.id])
            }
            let denied = try await portal.request(with: String(shown.dropLast()))
            #expect(denied == .unauthorized("MALFORMED"))
            let list = try await portal.ask(.GET, "/keys")
            for key in [key, other] { #expect(!list.text.contains(key.secretPart)) }
        }
    }

    @Test("nobody gets at the merchant's secret after the answer that made it")
    func secretOnce() async throws {
        try await withPortal { portal, _ in
            try await portal.expectSecretIsGone(try await portal.make(Self.form))
        }
    }

    @Test("the error rate counts what succeeded and failed in the last 24 hours: denials, and what the gateway reports")
    func errorRate() async throws {
        try await withPortal { portal, _ in
            let key = try await portal.make(Self.form)
            expectMembers(key.reply["key", "last_24h"], ["succeeded": 0, "failed": 0])
            for _ in 0..<5 { _ = try await portal.request(with: key.secret, "?scope=payments:read") }
            for _ in 0..<2 { _ = try await portal.request(with: key.secret, "?scope=customers:read") }
            try await portal.report(key.id, succeeded: 4, failed: 1)
            try await portal.expectCount(4, "last_24h", "succeeded", of: key.id)
            try await portal.expectCount(3, "last_24h", "failed", of: key.id)
            let list = try await portal.ask(.GET, "/keys")
            expectMembers(list["data", "0", "last_24h"], ["succeeded": 4, "failed": 3])

            // This hour and the 23 before it.
            try portal.move(to: "2027-01-16T11:59:59.999Z")
            let last = try await portal.read(key.id)
            expectMembers(last["last_24h"], ["succeeded": 4, "failed": 3])
            try portal.move(to: "2027-01-16T12:00:00Z")
            let next = try await portal.read(key.id)
            expectMembers(next["last_24h"], ["succeeded": 0, "failed": 0])
            #expect(next["request_count"] == 7)
        }
    }
}
