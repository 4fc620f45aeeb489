import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("GET /v1/tenants/{tenant}/webhook-endpoints")
struct ListWebhookEndpointsTests {
    @Test("a tenant's endpoints are listed oldest first, page by page, and nobody else's")
    func lists() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            _ = try await platform.makeWebhook(in: other)
            var made: [String] = []
            for _ in 0..<3 { made.append(try await platform.makeWebhook(in: admin).id) }
            let first = try await platform.send(.GET, admin.webhooks + "?limit=2", token: admin.token)
            #expect(first.data("id") == Array(made.prefix(2)))
            let cursor = try #require(first.string("next_cursor"))
            let rest = try await platform.send(.GET, admin.webhooks + "?cursor=\(cursor)", token: admin.token)
            #expect(rest.data("id") == [made[2]] && rest["next_cursor"] == .null)
            let foreign = try await platform.send(.GET, other.webhooks + "?cursor=\(cursor)", token: other.token)
            expectProblem(foreign, 400, "INVALID_CURSOR")
        }
    }
}
