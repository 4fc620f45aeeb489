/// A delivery that somebody sends, and nobody else does until the claim lapses.
package struct ClaimedDelivery: Sendable {
    package let tenant: ID<Tenant>
    package let id: ID<WebhookDelivery>
    package let endpoint: ID<WebhookEndpoint>
    package let event: ID<AuditEvent>
    /// What is sent, byte for byte.
    package let body: String
    /// Which time this is that it is sent: with the lapse, what tells this claim from a later one.
    package let attempt: Int
    package let lapsesAt: Instant

    package init(
        tenant: ID<Tenant>,
        id: ID<WebhookDelivery>,
        endpoint: ID<WebhookEndpoint>,
        event: ID<AuditEvent>,
        body: String,
        attempt: Int,
        lapsesAt: Instant
    ) {
        self.tenant = tenant
        self.id = id
        self.endpoint = endpoint
        self.event = event
        self.body = body
        self.attempt = attempt
        self.lapsesAt = lapsesAt
    }
}

/// What becomes of a delivery after an attempt.
package enum DeliveryFate: Equatable, Sendable {
    case delivered
    case dueAgain(Instant)
    /// Over without having been delivered.
    case givenUp
}
