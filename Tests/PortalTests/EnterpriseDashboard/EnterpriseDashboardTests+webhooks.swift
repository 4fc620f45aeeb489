import Domain
import NIOHTTP1
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
}
