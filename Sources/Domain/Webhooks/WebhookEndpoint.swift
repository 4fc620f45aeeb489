/// A URL to which a tenant's events are sent.
///
/// Changed under the tenant's lock alone, but for the run of failures, which nobody else counts than who sends.
package struct WebhookEndpoint: Equatable, Sendable, Identified {
    package static let idPrefix = "whe"

    /// Every change of a tenant writes a delivery for each of them.
    package static let most = 20

    package let id: ID<WebhookEndpoint>
    package let tenant: ID<Tenant>
    package var url: String
    package var description: String
    package var events: [WebhookEvent.Kind]
    package var secret: SealedWebhookSecret
    /// What was its secret before, while that signs as well.
    package var previous: Previous?
    package var disabled: Disabled?
    /// Attempts that failed since the last one that did not.
    package var failures: Int
    /// When the first of them failed.
    package var failingSince: Instant?
    package let createdAt: Instant
    package let createdBy: ID<User>
    package var updatedAt: Instant
    /// Counts changes, but not those of the run of failures.
    package var version: Int

    package init(
        id: ID<WebhookEndpoint>,
        tenant: ID<Tenant>,
        url: String,
        description: String,
        events: [WebhookEvent.Kind],
        secret: SealedWebhookSecret,
        previous: Previous? = nil,
        disabled: Disabled? = nil,
        failures: Int = 0,
        failingSince: Instant? = nil,
        createdAt: Instant,
        createdBy: ID<User>,
        updatedAt: Instant,
        version: Int
    ) {
        self.id = id
        self.tenant = tenant
        self.url = url
        self.description = description
        self.events = events
        self.secret = secret
        self.previous = previous
        self.disabled = disabled
        self.failures = failures
        self.failingSince = failingSince
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.updatedAt = updatedAt
        self.version = version
    }

    package struct Previous: Equatable, Sendable {
        package let secret: SealedWebhookSecret
        /// Half-open: it signs nothing from that instant on.
        package let until: Instant

        package init(secret: SealedWebhookSecret, until: Instant) {
            self.secret = secret
            self.until = until
        }
    }

    package struct Disabled: Equatable, Sendable {
        package let at: Instant
        package let because: Reason

        package init(at: Instant, because: Reason) {
            self.at = at
            self.because = because
        }
    }

    package enum Reason: String, CaseIterable, Sendable {
        /// Somebody did it.
        case admin = "ADMIN"
        /// It failed again and again, for too long.
        case failing = "FAILING"
        /// It answered 410.
        case gone = "GONE"
    }

    package enum Status: String, CaseIterable, Sendable {
        case enabled = "ENABLED"
        case disabled = "DISABLED"
    }

    package var status: Status { disabled == nil ? .enabled : .disabled }
}

/// A webhook's secret, encrypted under a pepper.
package struct SealedWebhookSecret: Equatable, Sendable {
    package let pepperID: Int
    package let bytes: [UInt8]

    package init(pepperID: Int, bytes: [UInt8]) {
        self.pepperID = pepperID
        self.bytes = bytes
    }
}
