/// One event on its way to one endpoint.
package struct WebhookDelivery: Equatable, Sendable, Identified {
    package static let idPrefix = "whd"

    package let id: ID<WebhookDelivery>
    package let endpoint: ID<WebhookEndpoint>
    /// The message's id, which is that of the change's audit row.
    package let event: ID<AuditEvent>
    package let type: WebhookEvent.Kind
    package let createdAt: Instant
    /// When it is sent next, or, while somebody is sending it, when their claim lapses. Nil: it is over.
    package var dueAt: Instant?
    /// How often it was sent and something was kept of it.
    package var attempts: Int
    package var deliveredAt: Instant?
    /// The delivery that was asked for once more.
    package let redelivers: ID<WebhookDelivery>?

    package init(
        id: ID<WebhookDelivery>,
        endpoint: ID<WebhookEndpoint>,
        event: ID<AuditEvent>,
        type: WebhookEvent.Kind,
        createdAt: Instant,
        dueAt: Instant?,
        attempts: Int = 0,
        deliveredAt: Instant? = nil,
        redelivers: ID<WebhookDelivery>? = nil
    ) {
        self.id = id
        self.endpoint = endpoint
        self.event = event
        self.type = type
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.attempts = attempts
        self.deliveredAt = deliveredAt
        self.redelivers = redelivers
    }

    /// Derived here, and nowhere else but where rows are looked for by it (`DeliveryListing`).
    package enum Status: String, CaseIterable, Sendable {
        case pending = "PENDING"
        case delivered = "DELIVERED"
        /// Over without having been delivered.
        case failed = "FAILED"
    }

    package var status: Status {
        if deliveredAt != nil { return .delivered }
        return dueAt == nil ? .failed : .pending
    }

    /// How long deliveries are kept, and what was sent.
    package static let kept = Duration.seconds(30 * 86_400)
}
