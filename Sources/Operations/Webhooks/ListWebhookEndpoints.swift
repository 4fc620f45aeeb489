package import Domain
internal import Store

/// Where a tenant's events are sent, oldest first.
package struct ListWebhookEndpoints: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        in tenant: ID<Tenant>,
        _ read: () throws -> PageRequest,
        call: Call
    ) async throws -> Page<WebhookEndpointView> {
        let authorization = try await platform.authorize(.webhookRead, on: tenant, for: call)
        let page = try read()
        let list = "webhook endpoints \(tenant)"
        let after: ID<WebhookEndpoint>? = try platform.cursors.id(in: page.cursor, of: list)
        let (found, now) = try await platform.read(authorization) { transaction in
            (transaction.webhookEndpoints(after: after, limit: page.limit + 1), transaction.now())
        }
        let views = found.map { WebhookEndpointView(endpoint: $0, now: now) }
        return platform.cursors.page(views, limit: page.limit, of: list) { .string($0.endpoint.id.description) }
    }
}
