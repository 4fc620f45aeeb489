import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

/// An endpoint as it was made.
struct TestWebhook: Sendable {
    let id: String
    let path: String
    /// As it was told.
    let secret: String
    var admin: TestTenant
}

extension TestTenant {
    var webhooks: String { path + "/webhook-endpoints" }
}

extension TestPlatform {
    func makeWebhook(
        in admin: TestTenant,
        url: String = "https://hooks.example/latchkey",
        events: [String] = ["api_key.created", "api_key.revoked"]
    ) async throws -> TestWebhook {
        let form: JSON = ["url": .string(url), "events": .strings(events)]
        let reply = try await send(.POST, admin.webhooks, form, token: admin.token)
        let id = try #require(reply.string("id"), "\(reply.text)")
        let secret = try #require(reply.string("secret"))
        return TestWebhook(id: id, path: admin.webhooks + "/\(id)", secret: secret, admin: admin)
    }

    /// Something on its way to the endpoint.
    func makeDelivery(to webhook: TestWebhook) async throws -> String {
        let reply = try await send(.POST, webhook.path + "/test", token: webhook.admin.token)
        return try #require(reply.string("id"), "\(reply.text)")
    }

    func read(_ webhook: TestWebhook, _ below: String = "") async throws -> HTTPReply {
        try await send(.GET, webhook.path + below, token: webhook.admin.token)
    }

    /// Writes what came of sending it, as whoever sends it does.
    func record(_ outcome: DeliveryOutcome, of delivery: String, answering status: Int? = nil) async throws {
        let id: ID<WebhookDelivery> = try #require(ID(delivery))
        let isDelivered = outcome == .delivered
        try await database.run(
            """
            INSERT INTO delivery_attempts (tenant_id, delivery_id, number, at, took_ms, outcome, address,
                request_headers, answer_status, answer_headers, answer_body)
            SELECT tenant_id, id, attempts + 1, created_at, 12, \(outcome.rawValue), '8.8.8.8',
                E'webhook-id: evt\nwebhook-timestamp: 1', \(status.map(Int32.init)), 'server: nginx', 'Thanks: \u{e9}'::bytea
            FROM deliveries WHERE id = \(id)
            """
        )
        try await database.run(
            """
            UPDATE deliveries SET attempts = attempts + 1, due_at = NULL,
                delivered_at = CASE WHEN \(isDelivered) THEN created_at END
            WHERE id = \(id)
            """
        )
    }
}
