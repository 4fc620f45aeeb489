@testable import Domain
@testable import Store
import TestSupport

// Where events are sent, and what came of each.

extension TenantStatement {
    static let webhooks = endpoints + deliveries

    private static let endpoints = [
        read("webhookEndpoint(_ id)") { transaction, owner in
            try await transaction.result(transaction.webhookEndpoint(owner.webhook)) == nil ? 0 : 1
        },
        read("webhookEndpoints(after,limit)") { transaction, owner in
            try await transaction.result(transaction.webhookEndpoints(after: nil, limit: 9)).count {
                $0.tenant == owner.id
            }
        },
        read("countWebhookEndpoints()") { transaction, _ in
            // Only the owner has a second one.
            max(0, try await transaction.result(transaction.countWebhookEndpoints()) - 1)
        },
        read("isAwaited(_ kind)") { transaction, _ in
            // Only the owner's second one has chosen these.
            try await transaction.result(transaction.isAwaited(.limitRaised)) ? 1 : 0
        },
        write("insert(_ endpoint)") { transaction, owner in
            transaction.insert(WebhookEndpoint.example(ID(bits: 99), of: owner))
        },
        write("save(_ endpoint)") { transaction, owner in
            transaction.save(WebhookEndpoint.example(owner.webhook, of: owner))
        },
        write("forgetFailures(of endpoint)") { transaction, owner in
            transaction.forgetFailures(of: owner.webhook)
        },
        write("endDeliveries(to endpoint)") { transaction, owner in
            transaction.endDeliveries(to: owner.webhook)
        },
        write("delete(_ endpoint,at now)") { transaction, owner in
            transaction.delete(WebhookEndpoint.example(owner.webhook, of: owner), at: TwoTenants.farAhead)
        },
        write("endOldDeliveries(to endpoint,limit)") { transaction, owner in
            transaction.endDeliveries(to: owner.webhook)
            _ = try await transaction.result(transaction.endOldDeliveries(to: owner.webhook, limit: 9))
        },
        write("deleteDeliveries(to endpoint,limit)") { transaction, owner in
            transaction.delete(WebhookEndpoint.example(owner.webhook, of: owner), at: TwoTenants.farAhead)
            _ = try await transaction.result(transaction.deleteDeliveries(to: owner.webhook, limit: 9))
        },
        write("forget(_ endpoint)") { transaction, owner in
            transaction.delete(WebhookEndpoint.example(owner.webhook, of: owner), at: TwoTenants.farAhead)
            _ = try await transaction.result(transaction.deleteDeliveries(to: owner.webhook, limit: 9))
            transaction.forget(owner.webhook)
        },
    ]

    private static let deliveries = [
        read("delivery(_ id,to endpoint)") { transaction, owner in
            let delivery = transaction.delivery(owner.delivery, to: owner.webhook)
            return try await transaction.result(delivery) == nil ? 0 : 1
        },
        read("eventBody(of id)") { transaction, owner in
            try await transaction.result(transaction.eventBody(of: owner.delivery)) == nil ? 0 : 1
        },
        read("attempts(of id)") { transaction, owner in
            try await transaction.result(transaction.attempts(of: owner.delivery)).count
        },
        read("deliveries(_ listing)") { transaction, owner in
            var found = 0
            for status in [nil, .pending] as [WebhookDelivery.Status?] {
                for event in [nil, .keyCreated] as [WebhookEvent.Kind?] {
                    let listing = DeliveryListing(endpoint: owner.webhook, status: status, event: event, limit: 9)
                    found += try await transaction.result(transaction.deliveries(listing)).count
                }
            }
            return found
        },
        read("lastLook(_ listing)") { transaction, owner in
            let listing = DeliveryListing(endpoint: owner.webhook, event: .keyCreated, limit: 9, looks: 1)
            return try await transaction.result(transaction.lastLook(listing)) == nil ? 0 : 1
        },
        write("tell(_ event,as id,at now)") { transaction, _ in
            transaction.tell(WebhookEvent(.keyCreated, [:]), as: ID(bits: 99), at: TwoTenants.farAhead)
        },
        write("keep(_ event,as id,at now)") { transaction, _ in
            transaction.keep(WebhookEvent(.test, [:]), as: ID(bits: 99), at: TwoTenants.farAhead)
        },
        write("insert(_ delivery)") { transaction, owner in
            transaction.insert(
                WebhookDelivery(
                    id: ID(bits: 99),
                    endpoint: owner.webhook,
                    event: ID(bits: owner.webhook.bits),
                    type: .keyCreated,
                    createdAt: TwoTenants.farAhead,
                    dueAt: nil
                )
            )
        },
        write("deleteEvents(before cutoff,limit)") { transaction, _ in
            _ = try await transaction.result(transaction.deleteEvents(before: TwoTenants.farAhead, limit: 9))
        },
    ]
}

extension TwoTenants.Side {
    fileprivate var delivery: ID<WebhookDelivery> { ID(bits: webhook.bits) }
}

extension WebhookEndpoint {
    fileprivate static func example(_ id: ID<WebhookEndpoint>, of owner: TwoTenants.Side) -> WebhookEndpoint {
        WebhookEndpoint(
            id: id,
            tenant: owner.id,
            url: "https://hooks.example/other",
            description: "example",
            events: [.keyRevoked],
            secret: SealedWebhookSecret(pepperID: 9, bytes: [9]),
            createdAt: TwoTenants.farAhead,
            createdBy: owner.user,
            updatedAt: TwoTenants.farAhead,
            version: 9
        )
    }
}
