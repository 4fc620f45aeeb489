/// What happened to a tenant, as its own programs are told.
package struct WebhookEvent: Sendable {
    package let type: Kind
    package let data: JSON

    package init(_ type: Kind, _ data: JSON) {
        self.type = type
        self.data = data
    }

    package enum Kind: String, CaseIterable, Sendable {
        case keyCreated = "api_key.created"
        case keyUpdated = "api_key.updated"
        case keyDisabled = "api_key.disabled"
        case keyEnabled = "api_key.enabled"
        case keyRotated = "api_key.rotated"
        case keyRevoked = "api_key.revoked"
        /// Seven days ahead, or at once for a shorter life; once for each expiry.
        case keyExpiring = "api_key.expiring"
        case keyExpired = "api_key.expired"
        /// Its secret was found where it should not be.
        case keyLeaked = "api_key.leaked"
        case limitRequested = "key_limit.requested"
        case limitRaised = "key_limit.raised"
        /// Sent on request, to one endpoint.
        case test = "webhook.test"

        /// Those that can be chosen.
        package static let chosen = allCases.filter { $0 != .test }
    }

    /// What is sent and signed, byte for byte.
    package func body(at time: Instant) -> String {
        let body: JSON = ["type": .string(type.rawValue), "timestamp": .string(time.description), "data": data]
        return body.text
    }
}
