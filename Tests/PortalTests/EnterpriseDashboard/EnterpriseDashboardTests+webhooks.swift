import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

/// What the dashboard's own programs are told.
extension EnterpriseDashboardTests {
    @Test("a key that is created or revoked is told to the dashboard's webhooks, without its secret")
    func webhooks() async throws {
        try await withPortal { portal in
            let form: JSON = [
                "url": "https://hooks.example/",
                "events": ["api_key.created", "api_key.revoked", "api_key.expiring", "api_key.expired"],
            ]
            let webhook = try await portal.ask(.POST, "/webhook-endpoints", form)
            expectStatus(webhook, 201)
            let key = try await portal.make(Self.form)
            expectStatus(try await portal.act("revoke", on: key.id), 200)
            let path = "/webhook-endpoints/\(try #require(webhook.string("id")))/deliveries"
            let list = try await portal.ask(.GET, path)
            #expect(list.data("event").sorted() == ["api_key.created", "api_key.revoked"])
            for (event, status) in ["api_key.created": "ACTIVE", "api_key.revoked": "REVOKED"] {
                let bodies = try await portal.platform.database.strings(
                    "SELECT body FROM outbox WHERE type = '\(event)'"
                )
                let body = try JSON(parsing: Array(try #require(bodies.first).utf8))
                #expect(body["type"] == .string(event) && body["data"]?["id"] == .string(key.id))
                #expect(body["data"]?["status"] == .string(status))
                #expect(bodies.count == 1 && bodies.first?.contains(key.secretPart) == false)
            }
        }
    }

    @Test("a key's end is told to the dashboard's webhooks, seven days ahead and when it is there")
    func ends() async throws {
        try await withPortal { portal in
            let form: JSON = [
                "url": "https://hooks.example/", "events": ["api_key.expiring", "api_key.expired"],
            ]
            let webhook = try await portal.ask(.POST, "/webhook-endpoints", form)
            expectStatus(webhook, 201)
            let key = try await portal.make(Self.form.with(["expires_at": "2027-01-30T00:00:00Z"]))
            let path = "/webhook-endpoints/\(try #require(webhook.string("id")))/deliveries"
            for (time, told) in [
                ("2027-01-22T23:59:59Z", []), ("2027-01-23T00:00:00Z", ["api_key.expiring"]),
                ("2027-01-29T23:59:59Z", ["api_key.expiring"]),
                ("2027-01-30T00:00:00Z", ["api_key.expired", "api_key.expiring"]),
            ] {
                try portal.move(to: time)
                try await portal.tellEnds()
                #expect(try await portal.ask(.GET, path).data("event").sorted() == told, "\(time)")
            }
            for (event, status) in ["api_key.expiring": "ACTIVE", "api_key.expired": "EXPIRED"] {
                let bodies = try await portal.platform.database.strings(
                    "SELECT body FROM outbox WHERE type = '\(event)'"
                )
                let body = try JSON(parsing: Array(try #require(bodies.first).utf8))
                #expect(body["type"] == .string(event) && body["data"]?["id"] == .string(key.id))
                #expect(body["data"]?["status"] == .string(status))
                #expect(bodies.count == 1 && bodies.first?.contains(key.secretPart) == false)
            }
        }
    }
}

extension Portal {
    /// As each server does all the time.
    fileprivate func tellEnds() async throws {
        let tenant: ID<Tenant> = try #require(ID(tenant))
        _ = try await NoteExpiringKeys(platform: platform.operations)(in: tenant)
        _ = try await ExpireKeys(platform: platform.operations)(in: tenant)
    }
}
