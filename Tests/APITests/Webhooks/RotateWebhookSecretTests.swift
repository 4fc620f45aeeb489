import Domain
import NIOHTTP1
import Operations
import TestSupport
import Testing

@Suite("POST /v1/tenants/{tenant}/webhook-endpoints/{webhook_endpoint}/rotate-secret")
struct RotateWebhookSecretTests {
    private static let noon = "2027-01-01T12:00:00Z"

    private func rotate(
        _ webhook: TestWebhook,
        _ form: JSON? = nil,
        on platform: TestPlatform,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPReply {
        let path = webhook.path + "/rotate-secret"
        return try await platform.send(.POST, path, form, token: webhook.admin.token, headers: headers)
    }

    @Test("another secret is told, once, and the one before signs for a day, or as long as is asked for")
    func rotates() async throws {
        let clock = TestClock(try .at(Self.noon))
        try await withPlatform(clock: clock.wallClock) { platform in
            var webhook = try await platform.makeWebhook(in: try await platform.makeAdmin())
            let rotated = try await rotate(webhook, on: platform)
            expectStatus(rotated, 200)
            #expect(rotated.headers.first(name: "Cache-Control") == "no-store")
            let secret = try #require(rotated.string("secret"))
            #expect(secret != webhook.secret && secret.hasPrefix("whsec_"))
            #expect(rotated["previous_secret_until"] == "2027-01-02T12:00:00.000Z")
            #expect(rotated["id"] == .string(webhook.id))
            clock.advance(by: .seconds(86_400 - 1))
            // No session lasts as long.
            webhook.admin = try await platform.signedInAgain(webhook.admin)
            #expect(try await platform.read(webhook)["previous_secret_until"] == rotated["previous_secret_until"])
            clock.advance(by: .seconds(1))
            #expect(try await platform.read(webhook)["previous_secret_until"] == .null)

            let longer = try await rotate(webhook, ["grace_seconds": 604_800], on: platform)
            #expect(longer["previous_secret_until"] == "2027-01-09T12:00:00.000Z")
            let atOnce = try await rotate(webhook, ["grace_seconds": 0], on: platform)
            #expect(atOnce["previous_secret_until"] == .null)
            let previous = "SELECT count(previous_secret) FROM webhook_endpoints"
            #expect(try await platform.database.strings(previous) == ["0"])
        }
    }

    @Test("each rotation is audited, with neither secret in it")
    func audited() async throws {
        try await withPlatform { platform in
            let webhook = try await platform.makeWebhook(in: try await platform.makeAdmin())
            let secret = try #require(try await rotate(webhook, on: platform).string("secret"))
            let rows = try await platform.audited("webhook.rotate_secret", of: webhook.admin.id)
            #expect(rows.count == 1 && rows.first?["after"]?["previous_secret_until"] != .null)
            for row in try await platform.auditTrail(of: webhook.admin.id) {
                for secret in [secret, webhook.secret] { #expect(!row.row.contains(secret.dropFirst(6))) }
            }
        }
    }

    @Test("of two rotations of the same version one is refused, as is a grace of more than a week")
    func refusals() async throws {
        try await withPlatform { platform in
            let webhook = try await platform.makeWebhook(in: try await platform.makeAdmin())
            let ask = { (form: JSON) in try await rotate(webhook, form, on: platform) }
            for seconds in [-1, 604_801] as [JSON] {
                expectProblem(
                    try await ask(["grace_seconds": seconds]),
                    422,
                    "VALIDATION_FAILED",
                    ["/grace_seconds OUT_OF_RANGE"]
                )
            }
            expectProblem(
                try await ask(["secret": "whsec_mine"]),
                422,
                "VALIDATION_FAILED",
                ["/secret UNKNOWN_FIELD"]
            )
            let answers = try await atOnce(4) { _ in
                try await rotate(webhook, on: platform, headers: ["If-Match": "\"1\""])
            }
            #expect(answers.map(\.status).sorted() == [200, 412, 412, 412])
        }
    }
}
