/// An endpoint for which something is due.
package struct DueEndpoint: Hashable, Sendable {
    package let tenant: ID<Tenant>
    package let endpoint: ID<WebhookEndpoint>
    /// Since when.
    package let dueAt: Instant
    /// Whether the last attempt there failed, or took long: few such are served at once.
    package var isFailing: Bool

    package init(tenant: ID<Tenant>, endpoint: ID<WebhookEndpoint>, dueAt: Instant, isFailing: Bool) {
        self.tenant = tenant
        self.endpoint = endpoint
        self.dueAt = dueAt
        self.isFailing = isFailing
    }
}
