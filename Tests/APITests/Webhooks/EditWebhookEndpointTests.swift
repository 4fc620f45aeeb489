import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

@Suite("PATCH /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}")
struct EditWebhookEndpointTests {
    @Test("what is sent is changed, the rest is not, and each change is audited once")
    func edits() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(in: admin)
            let edited = try await platform.edit(
                webhook.path,
                ["url": "https://other.example/in?key=hunter2", "events": ["api_key.expired"]],
                admin.token
            )
            expectStatus(edited, 200)
            #expect(edited.headers.first(name: "ETag") == "\"2\"")
            #expect(edited["url"] == "https://other.example/in?key=hunter2" && edited["events"] == ["api_key.expired"])
            #expect(edited["status"] == "ENABLED" && edited["secret"] == nil)
            #expect(try await platform.read(webhook).json == edited.json)
            for same in [[:], ["events": ["api_key.expired"], "enabled": true, "description": nil]] as [JSON] {
                let reply = try await platform.edit(webhook.path, same, admin.token, version: 2)
                #expect(reply.headers.first(name: "ETag") == "\"2\"")
            }
            let rows = try await platform.audited("webhook.update", of: admin.id)
            #expect(rows.count == 1 && rows.first?.text.contains("hunter2") == false)
            #expect(rows.first?["before"]?["url"] == "https://hooks.example")
            #expect(rows.first?["after"]?["url"] == "https://other.example")
        }
    }

    @Test("disabled, what is on its way ends and nothing new begins; enabled, its failures are forgotten")
    func disabling() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(in: admin)
            _ = try await platform.makeKey(in: admin)
            try await platform.database.run(
                "UPDATE webhook_endpoints SET failures = 7, failing_since = created_at"
            )
            let disabled = try await platform.edit(webhook.path, ["enabled": false], admin.token)
            #expect(disabled["status"] == "DISABLED" && disabled["disabled_because"] == "ADMIN")
            #expect(disabled.string("disabled_at") != nil && disabled["failures"] == 7)
            _ = try await platform.makeKey(in: admin)
            let list = try await platform.read(webhook, "/deliveries")
            #expect(list.data("status") == ["FAILED"])

            let enabled = try await platform.edit(webhook.path, ["enabled": true], admin.token, version: 2)
            #expect(enabled["status"] == "ENABLED" && enabled["disabled_because"] == .null)
            #expect(enabled["failures"] == 0 && enabled["failing_since"] == .null)
            #expect(try await platform.read(webhook).json == enabled.json)
            _ = try await platform.makeKey(in: admin)
            #expect(try await platform.read(webhook, "/deliveries").data("status") == ["PENDING", "FAILED"])
        }
    }

    @Test("what is wrong is told at once, ahead of a version that is missing or stale")
    func refusals() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(in: admin)
            let form: JSON = [
                "url": "https://nobody.invalid/", "events": [], "enabled": "no", "status": "ENABLED", "secret": "mine",
                "failures": 0,
            ]
            let bare = try await platform.send(.PATCH, webhook.path, form, token: admin.token)
            expectProblem(
                bare,
                422,
                "VALIDATION_FAILED",
                [
                    "/url UNKNOWN_HOST", "/events REQUIRED", "/enabled WRONG_TYPE", "/status NOT_EDITABLE",
                    "/secret NOT_EDITABLE", "/failures NOT_EDITABLE",
                ]
            )
            let change: JSON = ["description": "Another"]
            let missing = try await platform.send(.PATCH, webhook.path, change, token: admin.token)
            expectProblem(missing, 428, "PRECONDITION_REQUIRED")
            let stale = try await platform.edit(webhook.path, change, admin.token, version: 7)
            expectProblem(stale, 412, "PRECONDITION_FAILED")
            for null in [["url": nil], ["events": nil], ["enabled": nil]] as [JSON] {
                let refused = try await platform.edit(webhook.path, null, admin.token)
                expectProblem(refused, 422, "VALIDATION_FAILED")
            }
        }
    }

    @Test("of changes of the same version only one is made")
    func race() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(in: admin)
            let answers = try await atOnce(6) { number in
                try await platform.edit(webhook.path, ["description": "Number \(number)"], admin.token)
            }
            #expect(answers.map(\.status).sorted() == [200, 412, 412, 412, 412, 412])
        }
    }

    @Test("another tenant's endpoint behind one's own path is as one that does not exist, whatever is asked of it")
    func foreign() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let webhook = try await platform.makeWebhook(in: other)
            let delivery = try await platform.makeDelivery(to: webhook)
            let own = try await platform.makeWebhook(in: admin)
            for (method, endpoint, below, form) in [
                (.GET, webhook.id, "", nil), (.PATCH, webhook.id, "", ["enabled": false]),
                (.DELETE, webhook.id, "", nil), (.POST, webhook.id, "/rotate-secret", nil),
                (.POST, webhook.id, "/test", nil), (.GET, webhook.id, "/deliveries", nil),
                (.GET, webhook.id, "/deliveries/\(delivery)", nil),
                (.POST, webhook.id, "/deliveries/\(delivery)/redeliver", nil),
                (.GET, own.id, "/deliveries/\(delivery)", nil),
                (.POST, own.id, "/deliveries/\(delivery)/redeliver", nil),
            ] as [(HTTPMethod, String, String, JSON?)] {
                let path = admin.webhooks + "/\(endpoint)" + below
                let reply = try await platform.send(
                    method,
                    path,
                    form,
                    token: admin.token,
                    headers: ["If-Match": "*"]
                )
                expectProblem(reply, 404, "NOT_FOUND", nil, "\(method) \(below)")
            }
            #expect(try await platform.read(webhook)["status"] == "ENABLED")
        }
    }
}
