package import Domain
internal import Store

/// One delivery with each time that it was sent: what was sent, and what came back.
package struct ReadDelivery: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<WebhookDelivery>,
        to endpoint: ID<WebhookEndpoint>,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> DeliveryView {
        let authorization = try await platform.authorize(.webhookRead, on: tenant, for: call)
        let (delivery, text, attempts) = try await platform.read(authorization) { transaction in
            (transaction.delivery(id, to: endpoint), transaction.eventBody(of: id), transaction.attempts(of: id))
        }
        return DeliveryView(delivery: try delivery.found, text: try text.found, attempts: attempts)
    }
}
