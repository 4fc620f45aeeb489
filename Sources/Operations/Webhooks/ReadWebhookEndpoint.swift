package import Domain
internal import Store

/// One URL to which a tenant's events are sent.
package struct ReadWebhookEndpoint: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<WebhookEndpoint>,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> WebhookEndpointView {
        let authorization = try await platform.authorize(.webhookRead, on: tenant, for: call)
        let (endpoint, now) = try await platform.read(authorization) { ($0.webhookEndpoint(id), $0.now()) }
        return WebhookEndpointView(endpoint: try endpoint.found, now: now)
    }
}
