// Entities that the rules of this target know only by their ids.

/// One HTTP request.
package enum Request: Identified {
    package static let idPrefix = "req"
}

/// A signed-in browser or client.
package enum Session: Identified {
    package static let idPrefix = "ses"
}

/// A URL to which a tenant's events are sent.
package enum WebhookEndpoint: Identified {
    package static let idPrefix = "whe"
}

/// One run of a process that counts usage.
package enum UsageProcess: Identified {
    package static let idPrefix = "prc"
}

/// One event on its way to one endpoint.
package enum WebhookDelivery: Identified {
    package static let idPrefix = "whd"
}
