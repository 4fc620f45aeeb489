import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/test")
struct TestWebhookEndpointTests {
    @Test("a test event is on its way to this endpoint alone, under the id of its audit row")
    func sends() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let (webhook, other) = (
                try await platform.makeWebhook(in: admin), try await platform.makeWebhook(in: admin)
            )
            let sent = try await platform.send(.POST, webhook.path + "/test", token: admin.token)
            expectStatus(sent, 201)
            for (member, value) in [
                ("endpoint_id", .string(webhook.id)), ("event", "webhook.test"), ("status", "PENDING"),
                ("attempt_count", 0), ("delivered_at", .null), ("redelivers", .null),
                ("next_attempt_at", sent["created_at"]),
            ] as [(String, JSON?)] {
                #expect(sent[member] == value, "\(member)")
            }
            #expect(try await platform.read(webhook, "/deliveries").data("id") == [sent.string("id")])
            #expect(try await platform.read(other, "/deliveries").data("id") == [])
            let row = try #require(try await platform.audited("webhook.test", of: admin.id).first)
            #expect(row["id"] == sent["event_id"] && row["object"] == .string(webhook.id))
            #expect(row["after"]?["delivery_id"] == sent["id"])
            let body = try JSON(
                parsing: Array(try #require(try await platform.database.strings("SELECT body FROM outbox").first).utf8)
            )
            #expect(body["type"] == "webhook.test" && body["timestamp"] == row["at"])
            #expect(body["data"] == ["tenant_id": .string(admin.id), "endpoint_id": .string(webhook.id)])
        }
    }

    @Test("nothing is sent to one that is disabled, and nothing else can be asked for")
    func refusals() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(in: admin)
            let wrong = try await platform.send(.POST, webhook.path + "/test", ["event": "x"], token: admin.token)
            expectProblem(wrong, 422, "VALIDATION_FAILED", ["/event UNKNOWN_FIELD"])
            expectStatus(try await platform.edit(webhook.path, ["enabled": false], admin.token), 200)
            let refused = try await platform.send(.POST, webhook.path + "/test", token: admin.token)
            expectProblem(refused, 409, "CONFLICT")
            #expect(try await platform.database.strings("SELECT id FROM outbox") == [])
        }
    }
}
