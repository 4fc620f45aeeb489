import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

@Suite("DELETE /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}")
struct DeleteWebhookEndpointTests {
    @Test("an endpoint goes with all that was sent to it, and no other does")
    func deletes() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (webhook, other) = (
                try await platform.makeWebhook(in: admin), try await platform.makeWebhook(in: admin)
            )
            _ = try await platform.makeKey(in: admin)
            let sent = try #require(try await platform.read(webhook, "/deliveries").data("id").first)
            try await platform.record(.timedOut, of: sent)
            let stale = try await platform.send(
                .DELETE,
                webhook.path,
                token: admin.token,
                headers: ["If-Match": "\"9\""]
            )
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            expectStatus(try await platform.send(.DELETE, webhook.path, token: admin.token), 204)
            for path in ["", "/deliveries", "/deliveries/\(sent)"] {
                expectProblem(try await platform.read(webhook, path), 404, "NOT_FOUND")
            }
            #expect(try await platform.read(other, "/deliveries").data("status") == ["PENDING"])
            #expect(try await platform.read(other, "/deliveries").data("status") == ["PENDING"])
            // The rows follow.
            let end = EndDeliveries(platform: platform.operations)
            for ended in try await end.find(except: []) { while try await end(ended) {} }
            #expect(try await platform.database.strings("SELECT number FROM delivery_attempts") == [])
            #expect(try await platform.database.strings("SELECT count(*) FROM webhook_endpoints") == ["1"])
            expectProblem(try await platform.send(.DELETE, webhook.path, token: admin.token), 404, "NOT_FOUND")
            let rows = try await platform.audited("webhook.delete", of: admin.id)
            #expect(rows.map { $0["object"] } == [.string(webhook.id)])
            #expect(rows.first?["before"]?["url"] == "https://hooks.example")
        }
    }
}
