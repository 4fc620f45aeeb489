/// A delivery that somebody sends, and nobody else does until the claim lapses.
package struct ClaimedDelivery: Sendable {
    package let tenant: ID<Tenant>
    package let id: ID<WebhookDelivery>
    package let endpoint: ID<WebhookEndpoint>
    package let event: ID<AuditEvent>
    /// What is sent, byte for byte.
    package let body: String
    /// Which claim of it this is: with the lapse, what tells it from a later one. A claim of somebody who died counts too.
    package let number: Int
    /// Which attempt comes of it: of those before, something was kept. So no crash shortens the schedule.
    package let attempt: Int
    package let lapsesAt: Instant

    package init(
        tenant: ID<Tenant>,
        id: ID<WebhookDelivery>,
        endpoint: ID<WebhookEndpoint>,
        event: ID<AuditEvent>,
        body: String,
        number: Int,
        attempt: Int,
        lapsesAt: Instant
    ) {
        self.tenant = tenant
        self.id = id
        self.endpoint = endpoint
        self.event = event
        self.body = body
        self.number = number
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
