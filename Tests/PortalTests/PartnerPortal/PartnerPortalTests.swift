import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Document 000: a partner's own keys. Scopes chosen once, an expiry from four, revoked from any live state.
@Suite("The partner's portal")
struct PartnerPortalTests {
    static let form: JSON = ["name": "Analytics pull", "scopes": ["analytics:read", "reports:read"]]

    func withPortal(at time: String = noon, _ body: @escaping @Sendable (Portal) async throws -> Void) async throws {
        try await PortalTests.withPortal("partner-portal", at: time, body)
    }
}

/// The cards and the table.
extension PartnerPortalTests {
    @Test("the cards count all keys ever made, those that are active, and the requests of all of them")
    func cards() async throws {
        try await withPortal { portal in
            try await portal.expectSummary(["total": 0, "active": 0, "total_requests": 0])
            let used = try await portal.make(Self.form)
            let other = try await portal.make(Self.form)
            let revoked = try await portal.make(Self.form)
            let ending = try await portal.make(Self.form.with(["expires_in": "30d"]))
            for key in [used, used, other, revoked] {
                let answer = try await portal.request(with: key.secret)
                #expect(answer == .passes)
            }
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            try await portal.expectSummary([
                "total": 4, "active": 3, "revoked": 1, "expired": 0, "disabled": 0, "total_requests": 4,
            ])
            try portal.move(to: "2027-02-14T12:00:00Z")
            try await portal.expectSummary([
                "total": 4, "active": 2, "revoked": 1, "expired": 1, "disabled": 0, "total_requests": 4,
            ])
            let status = try await portal.status(of: ending.id)
            #expect(status == "EXPIRED")
        }
    }

    @Test("a row of the table has the key's name, prefix, scopes, status, end, last use and count of requests")
    func columns() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            let list = try await portal.ask(.GET, "/keys")
            expectMembers(
                list["data", "0"],
                [
                    "id": .string(key.id), "name": "Analytics pull", "scopes": ["analytics:read", "reports:read"],
                    "status": "ACTIVE", "expires_at": "2028-01-15T12:00:00.000Z", "last_used_at": nil,
                    "request_count": 0, "prefix": .string(key.secret.prefix("ptn_live_".count + 16) + "…"),
                ]
            )
        }
    }

    @Test("the prefix in the table tells which key a system uses, and is found by searching for it")
    func prefix() async throws {
        try await withPortal { portal in
            let keys = [try await portal.make(Self.form), try await portal.make(Self.form)]
            for key in keys {
                let shown = key.secret.prefix("ptn_live_".count + 16)
                #expect(shown.hasPrefix("ptn_live_"))
                let found = try await portal.list("?q=\(shown)")
                #expect(found == [key.id])
            }
        }
    }

    @Test("the status of a key is active, revoked or expired")
    func statuses() async throws {
        try await withPortal { portal in
            let ending = try await portal.make(Self.form.with(["expires_in": "30d"]))
            let revoked = try await portal.make(Self.form)
            let active = try await portal.make(Self.form)
            expectStatus(try await portal.act("revoke", on: revoked.id), 200)
            try portal.move(to: "2027-02-14T12:00:00Z")
            let statuses = try await portal.list("", "status")
            #expect(statuses == ["ACTIVE", "EXPIRED", "REVOKED"])
            let ids = try await portal.list()
            #expect(ids == [active.id, ending.id, revoked.id])
        }
    }

    @Test("last use and count of requests follow what the gateway asks about the key")
    func usage() async throws {
        try await withPortal { portal in
            let key = try await portal.make(Self.form)
            try portal.move(to: "2027-01-15T12:30:00Z")
            for _ in 0..<3 { _ = try await portal.request(with: key.secret) }
            try await portal.expectCount(3, "request_count", of: key.id)
            let read = try await portal.read(key.id)
            let lastUse = try Instant.at(try #require(read.string("last_used_at")))
            #expect(lastUse == portal.clock.now)
        }
    }

    @Test("a new key is in the table at once")
    func showsAtOnce() async throws {
        try await withPortal { portal in
            for number in 1...3 {
                portal.clock.advance(by: .seconds(1))
                let key = try await portal.make(Self.form)
                let ids = try await portal.list()
                #expect(ids.first == key.id)
                #expect(ids.count == number)
            }
        }
    }
}
