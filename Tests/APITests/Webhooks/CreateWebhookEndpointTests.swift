import Domain
import NIOHTTP1
import Outbound
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/webhook-endpoints")
struct CreateWebhookEndpointTests {
    @Test("an endpoint is made, enabled, and its secret is told in this one answer")
    func creates() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let form: JSON = [
                "url": "https://hooks.example:8443/in?token=hunter2",
                "events": ["api_key.created", "key_limit.raised"],
                "description": "The inventory",
            ]
            let reply = try await platform.send(.POST, admin.webhooks, form, token: admin.token)
            expectStatus(reply, 201)
            #expect(reply.headers.first(name: "Cache-Control") == "no-store")
            #expect(reply.headers.first(name: "ETag") == "\"1\"")
            for (member, value) in [
                ("url", form["url"]), ("events", form["events"]), ("description", "The inventory"),
                ("status", "ENABLED"), ("disabled_at", .null), ("disabled_because", .null), ("failures", 0),
                ("failing_since", .null), ("previous_secret_until", .null), ("tenant_id", .string(admin.id)),
            ] as [(String, JSON?)] {
                #expect(reply[member] == value, "\(member)")
            }
            let secret = try #require(reply.string("secret"))
            #expect(secret.wholeMatch(of: /whsec_[A-Za-z0-9+\/]{43}=/) != nil)

            let path = admin.webhooks + "/\(try #require(reply.string("id")))"
            let shown = try await platform.send(.GET, path, token: admin.token)
            #expect(shown["secret"] == nil && shown["url"] == form["url"])
            let listed = try await platform.send(.GET, admin.webhooks, token: admin.token)
            #expect(listed.data("id") == [reply.string("id")])
            let rows = try await platform.database.strings("SELECT e::text FROM webhook_endpoints e")
            let bytes = try #require(Base64.decode(String(secret.dropFirst(6))))
            let trail = try await platform.auditTrail(of: admin.id).map(\.row)
            for text in rows + trail + [shown.text, listed.text] {
                #expect(!text.contains(secret.dropFirst(6)) && !text.contains(Hex.encode(bytes)))
            }
        }
    }

    @Test("what was made is audited without the secret, and of its URL only where it leads and a hash")
    func audited() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let webhook = try await platform.makeWebhook(
                in: admin,
                url: "https://hooks.example:8443/s3cr3t/in?token=hunter2"
            )
            let rows = try await platform.audited("webhook.create", of: admin.id)
            #expect(rows.map { $0["object"] } == [.string(webhook.id)])
            #expect(rows.first?["after"]?["url"] == "https://hooks.example:8443")
            #expect(rows.first?["after"]?["url_hash"] == "8034a452d12a")
            #expect(rows.first?["after"]?["events"] == ["api_key.created", "api_key.revoked"])
            for secret in ["hunter2", "s3cr3t"] { #expect(rows.first?.text.contains(secret) == false) }
        }
    }

    @Test("under an idempotency key the same secret is told again, and nobody else's key tells it")
    func idempotent() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let form: JSON = ["url": "https://hooks.example/", "events": ["api_key.created"]]
            let make = { (key: String) in
                let headers: HTTPHeaders = ["Idempotency-Key": key]
                return try await platform.send(.POST, admin.webhooks, form, token: admin.token, headers: headers)
            }
            let (first, again, other) = (try await make("a"), try await make("a"), try await make("b"))
            #expect(again.headers.first(name: "Idempotent-Replayed") == "true")
            #expect(again.headers.first(name: "Cache-Control") == "no-store")
            #expect(try again.json == first.json)
            #expect(other["secret"] != first["secret"] && other["id"] != first["id"])
        }
    }

    @Test("everything that is wrong is told at once, with the events that there are")
    func validation() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let ask = { try await platform.send(.POST, admin.webhooks, $0, token: admin.token) }
            let form: JSON = [
                "url": "http://hooks.example/", "events": ["api_key.made", "api_key.created", "api_key.created"],
                "description": .string(String(repeating: "x", count: 1001)), "secret": "mine",
            ]
            let refused = try await ask(form)
            expectProblem(
                refused,
                422,
                "VALIDATION_FAILED",
                [
                    "/url NOT_HTTPS", "/events/0 UNKNOWN_EVENT", "/events/2 DUPLICATE", "/description TOO_LONG",
                    "/secret UNKNOWN_FIELD",
                ]
            )
            for kind in WebhookEvent.Kind.chosen { #expect(refused.text.contains(kind.rawValue)) }
            #expect(!refused.text.contains("webhook.test"))
            expectProblem(try await ask([:]), 422, "VALIDATION_FAILED", ["/url REQUIRED", "/events REQUIRED"])
            let test: JSON = ["url": "https://hooks.example/", "events": ["webhook.test"]]
            expectProblem(try await ask(test), 422, "VALIDATION_FAILED", ["/events/0 UNKNOWN_EVENT"])
            let none: JSON = ["url": "https://hooks.example/", "events": []]
            expectProblem(try await ask(none), 422, "VALIDATION_FAILED", ["/events REQUIRED"])
            #expect(try await platform.database.strings("SELECT id FROM webhook_endpoints") == [])
        }
    }

    @Test("a tenant has twenty at most, also when they are asked for at once")
    func limit() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for _ in 0..<17 { _ = try await platform.makeWebhook(in: admin) }
            let form: JSON = ["url": "https://hooks.example/", "events": ["api_key.created"]]
            let answers = try await atOnce(6) { _ in
                try await platform.send(.POST, admin.webhooks, form, token: admin.token)
            }
            #expect(answers.map(\.status).sorted() == [201, 201, 201, 409, 409, 409])
            for refused in answers where refused.status != 201 { expectProblem(refused, 409, "CONFLICT") }
            let count = try await platform.database.strings("SELECT count(*) FROM webhook_endpoints")
            #expect(count == ["20"])
        }
    }

    @Test("staff give a reason, which is audited; a member is refused, and a stranger finds nothing")
    func access() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let form: JSON = ["url": "https://hooks.example/", "events": ["api_key.created"]]
            let path = cast.path + "/webhook-endpoints"
            let bare = try await platform.send(.POST, path, form, token: cast.superUser)
            expectProblem(bare, 422, "REASON_REQUIRED")
            let headers: HTTPHeaders = ["Latchkey-Reason": "They asked us to"]
            expectStatus(try await platform.send(.POST, path, form, token: cast.superUser, headers: headers), 201)
            #expect(
                try await platform.audited("webhook.create", of: cast.business).first?["reason"] == "They asked us to"
            )
            for token in [cast.support, cast.advisor.token, cast.member.token] {
                let refused = try await platform.send(.POST, path, form, token: token, headers: headers)
                expectProblem(refused, 403, "ROLE_FORBIDDEN")
            }
            expectStatus(try await platform.send(.POST, path, form, token: cast.partnerAdmin.token), 201)
            expectProblem(try await platform.send(.POST, path, form, token: cast.stranger.token), 404, "NOT_FOUND")
        }
    }
}
