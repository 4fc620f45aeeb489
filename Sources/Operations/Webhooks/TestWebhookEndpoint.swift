package import Domain
internal import Store

/// Sends an endpoint, and it alone, an event that says nothing has happened.
package struct TestWebhookEndpoint: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: that nothing else is asked for.
    package func callAsFunction(
        _ id: ID<WebhookEndpoint>,
        _ read: () throws -> Void,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<WebhookDelivery> {
        try await platform.changeWebhook(id, in: tenant, call: call) { held, transaction in
            try read()
            try held.requireEnabled()
            let delivery: ID<WebhookDelivery> = .make(at: held.now, using: platform.entropy)
            if let resealed = try platform.webhookSecrets.resealed(held.endpoint, at: held.now) {
                transaction.save(resealed)
            }
            let event = platform.conclude(
                Change("webhook.test", on: id, after: ["delivery_id": JSON(delivery)]),
                by: held.author,
                held.locked,
                in: transaction
            )
            transaction.keep(
                WebhookEvent(.test, ["tenant_id": JSON(tenant), "endpoint_id": JSON(id)]),
                as: event,
                at: held.now
            )
            let made = WebhookDelivery(
                id: delivery,
                endpoint: id,
                event: event,
                type: .test,
                createdAt: held.now,
                dueAt: held.now
            )
            transaction.insert(made)
            return made
        }
    }
}
