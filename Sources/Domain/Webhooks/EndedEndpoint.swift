/// An endpoint that was disabled or deleted, of which something is left that is over.
package struct EndedEndpoint: Sendable {
    package let tenant: ID<Tenant>
    package let endpoint: ID<WebhookEndpoint>
    package let isDeleted: Bool

    package init(tenant: ID<Tenant>, endpoint: ID<WebhookEndpoint>, isDeleted: Bool) {
        self.tenant = tenant
        self.endpoint = endpoint
        self.isDeleted = isDeleted
    }
}
