package import Domain
internal import Store

/// Sends an event once more, at once, whatever came of it: the same message under the same id, in a delivery of its own.
package struct RedeliverEvent: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: that nothing else is asked for.
    package func callAsFunction(
        _ delivery: ID<WebhookDelivery>,
        to endpoint: ID<WebhookEndpoint>,
        _ read: () throws -> Void,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<WebhookDelivery> {
        try await platform.changeWebhook(endpoint, in: tenant, call: call) { held, transaction in
            let stored = transaction.delivery(delivery, to: endpoint)
            guard let before = try await transaction.result(stored) else { throw Failure.notFound() }
            try read()
            try held.requireEnabled()
            let again = WebhookDelivery(
                id: .make(at: held.now, using: platform.entropy),
                endpoint: endpoint,
                event: before.event,
                type: before.type,
                createdAt: held.now,
                dueAt: held.now,
                redelivers: before.id
            )
            transaction.insert(again)
            platform.conclude(
                Change(
                    "webhook.redeliver",
                    on: endpoint,
                    after: [
                        "delivery_id": JSON(again.id), "redelivers": JSON(before.id), "event_id": JSON(before.event),
                    ]
                ),
                by: held.author,
                held.locked,
                in: transaction
            )
            return again
        }
    }
}
