import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("/v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/deliveries")
struct WebhookDeliveriesTests {
    @Test("what happens is on its way to each endpoint that chose it, in one transaction with the change")
    func outbox() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let made = try await platform.makeWebhook(in: admin, events: ["api_key.created"])
            let revoked = try await platform.makeWebhook(in: admin, events: ["api_key.revoked"])
            let key = try await platform.makeKey(in: admin)
            expectStatus(try await platform.ask(.revoke, key.id, in: admin), 200)
            for (webhook, event, action) in [
                (made, "api_key.created", "key.create"), (revoked, "api_key.revoked", "key.revoke"),
            ] {
                let list = try await platform.read(webhook, "/deliveries")
                #expect(list.data("event") == [event] && list.data("status") == ["PENDING"])
                let row = try await platform.audited(action, of: admin.id).first
                #expect(list["data", "0", "event_id"] == row?["id"])
            }
            let bodies = try await platform.database.strings("SELECT body FROM outbox ORDER BY at")
            for body in bodies {
                let json = try JSON(parsing: Array(body.utf8))
                #expect(json["data"]?["id"] == .string(key.id) && !body.contains(key.secret))
            }
            #expect(bodies.count == 2)
        }
    }

    @Test("are listed newest first, page by page, by what has become of them and by event")
    func lists() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(in: admin)
            for _ in 0..<3 { _ = try await platform.makeKey(in: admin) }
            let test = try await platform.makeDelivery(to: webhook)
            let all = try await platform.read(webhook, "/deliveries").data("id")
            #expect(all.count == 4 && all.first == test)
            try await platform.record(.delivered, of: all[1], answering: 204)
            try await platform.record(.httpError, of: all[2], answering: 500)

            var paged: [String] = []
            var query = "?limit=1"
            while true {
                let page = try await platform.read(webhook, "/deliveries" + query)
                paged += page.data("id")
                guard let cursor = page.string("next_cursor") else { break }
                query = "?limit=1&cursor=\(cursor)"
            }
            #expect(paged == all)
            for (filter, expected) in [
                ("status=PENDING", [all[0], all[3]]), ("status=DELIVERED", [all[1]]), ("status=FAILED", [all[2]]),
                ("event=webhook.test", [all[0]]), ("event=api_key.created", [all[1], all[2], all[3]]),
                ("status=PENDING&event=api_key.created", [all[3]]), ("event=api_key.leaked", []),
            ] {
                let page = try await platform.read(webhook, "/deliveries?" + filter)
                #expect(page.data("id") == expected, "\(filter)")
                #expect(page["next_cursor"] == .null)
            }
            let failed = try await platform.read(webhook, "/deliveries?status=FAILED")
            #expect(failed["data", "0", "last_outcome"] == "HTTP_ERROR")
            #expect(failed["data", "0", "last_answer_status"] == 500)
            let first = try await platform.read(webhook, "/deliveries?limit=1")
            let elsewhere = "/deliveries?status=PENDING&cursor=\(try #require(first.string("next_cursor")))"
            expectProblem(try await platform.read(webhook, elsewhere), 400, "INVALID_CURSOR")
            for wrong in ["status=OPEN", "event=x", "q=1"] {
                expectProblem(try await platform.read(webhook, "/deliveries?" + wrong), 422, "VALIDATION_FAILED")
            }
        }
    }

    @Test("tell of each attempt what was sent and what came back")
    func reads() async throws {
        try await withPlatform { platform in
            let webhook = try await platform.makeWebhook(in: try await platform.makeAdmin())
            let id = try await platform.makeDelivery(to: webhook)
            try await platform.record(.timedOut, of: id)
            try await platform.record(.delivered, of: id, answering: 204)
            let read = try await platform.read(webhook, "/deliveries/\(id)")
            expectStatus(read, 200)
            #expect(read["status"] == "DELIVERED" && read["attempt_count"] == 2)
            #expect(read["next_attempt_at"] == .null && read.string("delivered_at") != nil)
            let (lost, taken) = (try #require(read["attempts", "0"]), try #require(read["attempts", "1"]))
            #expect(lost["outcome"] == "TIMED_OUT" && lost["answer"] == .null && lost["number"] == 1)
            #expect(taken["outcome"] == "DELIVERED" && taken["number"] == 2 && taken["took_ms"] == 12)
            #expect(taken["address"] == "8.8.8.8")
            #expect(
                taken["request"]?["headers"] == [
                    ["name": "webhook-id", "value": "evt"], ["name": "webhook-timestamp", "value": "1"],
                ]
            )
            let outbox = try await platform.database.strings("SELECT body FROM outbox")
            #expect(taken["request"]?["body"]?.asString == outbox.first)
            #expect(
                taken["answer"] == [
                    "status": 204, "headers": [["name": "server", "value": "nginx"]], "body": "Thanks: \u{e9}",
                ]
            )
        }
    }

    @Test("are sent once more on request, as the same message, whatever came of them, but not to who is disabled")
    func redelivers() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(in: admin)
            let id = try await platform.makeDelivery(to: webhook)
            try await platform.record(.delivered, of: id, answering: 200)
            let path = webhook.path + "/deliveries/\(id)"
            let again = try await platform.send(.POST, path + "/redeliver", token: admin.token)
            expectStatus(again, 201)
            let before = try await platform.send(.GET, path, token: admin.token)
            #expect(again["event_id"] == before["event_id"] && again["id"] != before["id"])
            #expect(again["redelivers"] == .string(id) && again["status"] == "PENDING")
            #expect(again["next_attempt_at"] == again["created_at"])
            let row = try #require(try await platform.audited("webhook.redeliver", of: admin.id).first)
            #expect(row["after"]?["delivery_id"] == again["id"] && row["after"]?["redelivers"] == .string(id))

            expectStatus(try await platform.edit(webhook.path, ["enabled": false], admin.token), 200)
            let refused = try await platform.send(.POST, path + "/redeliver", token: admin.token)
            expectProblem(refused, 409, "CONFLICT")
            let unknown = webhook.path + "/deliveries/\(unknownID(WebhookDelivery.self))/redeliver"
            expectProblem(try await platform.send(.POST, unknown, token: admin.token), 404, "NOT_FOUND")
        }
    }

    @Test("are read by the partner and by staff, but by no advisor, member or stranger")
    func access() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let webhook = try await platform.makeWebhook(in: cast.admin)
            let id = try await platform.makeDelivery(to: webhook)
            for path in [webhook.path + "/deliveries", webhook.path + "/deliveries/\(id)"] {
                for token in [cast.superUser, cast.partnerAdmin.token, cast.admin.token] {
                    expectStatus(try await platform.send(.GET, path, token: token), 200)
                }
                for token in [cast.support, cast.advisor.token, cast.member.token] {
                    expectProblem(try await platform.send(.GET, path, token: token), 403, "ROLE_FORBIDDEN")
                }
                expectProblem(try await platform.send(.GET, path, token: cast.stranger.token), 404, "NOT_FOUND")
            }
        }
    }
}
