internal import Crypto
package import Domain
internal import Outbound

/// An endpoint as it is told: never its secret.
package struct WebhookEndpointView: Replayable {
    package let endpoint: WebhookEndpoint
    let now: Instant

    package var eTag: String? { "\"\(endpoint.version)\"" }

    package var body: JSON { .object(members) }

    fileprivate var members: [JSON.Member] {
        [
            JSON.Member("id", JSON(endpoint.id)), JSON.Member("tenant_id", JSON(endpoint.tenant)),
            JSON.Member("url", .string(endpoint.url)), JSON.Member("description", .string(endpoint.description)),
            JSON.Member("events", .strings(endpoint.events.map(\.rawValue))),
            JSON.Member("status", .string(endpoint.status.rawValue)),
            JSON.Member("disabled_at", JSON(endpoint.disabled?.at)),
            JSON.Member("disabled_because", JSON(endpoint.disabled?.because.rawValue)),
            JSON.Member("failures", .integer(Int64(endpoint.failures))),
            JSON.Member("failing_since", JSON(endpoint.failingSince)),
            JSON.Member("previous_secret_until", JSON(endpoint.previous(at: now)?.until)),
            JSON.Member("created_at", JSON(endpoint.createdAt)), JSON.Member("created_by", JSON(endpoint.createdBy)),
            JSON.Member("updated_at", JSON(endpoint.updatedAt)),
        ]
    }
}

/// An endpoint with the secret that was just made for it: the one time that it is told.
package struct WebhookEndpointAndSecret: Replayable {
    package let view: WebhookEndpointView
    let secret: WebhookSecret

    package var eTag: String? { view.eTag }

    package var body: JSON {
        .object(view.members + [JSON.Member("secret", .string(secret.text.expose()))])
    }
}

extension WebhookEndpoint {
    /// Without its secrets. Path and query of a URL are one for many receivers, so of the URL there are only its scheme, host
    /// and port, and by a hash it shows whether it is another one.
    func audited(at now: Instant) -> JSON {
        [
            "url": .string((try? OutboundURL(url))?.origin ?? ""),
            "url_hash": .string(Hex.encode(Array(SHA256.hash(data: Array(url.utf8)).prefix(6)))),
            "description": .string(description),
            "events": .strings(events.map(\.rawValue)), "status": .string(status.rawValue),
            "disabled_because": JSON(disabled?.because.rawValue),
            "previous_secret_until": JSON(previous(at: now)?.until),
        ]
    }
}
