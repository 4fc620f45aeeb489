internal import Domain
internal import Store

/// Encrypts the secrets of webhooks, since signatures are made of them. Each is bound to its endpoint.
struct WebhookSecretSeal: Sendable {
    private let secrets: SecretSeal

    init(peppers: Peppers) {
        secrets = SecretSeal(peppers: peppers, purpose: "webhook")
    }

    func seal(
        _ secret: WebhookSecret,
        of endpoint: ID<WebhookEndpoint>,
        in tenant: ID<Tenant>
    ) throws -> SealedWebhookSecret {
        let sealed = try secrets.seal(secret.bytes, of: tenant.bytes + endpoint.bytes)
        return SealedWebhookSecret(pepperID: sealed.pepperID, bytes: sealed.bytes)
    }

    /// - Throws: `INTERNAL` when its pepper is gone: then the endpoint needs another secret.
    func open(
        _ sealed: SealedWebhookSecret,
        of endpoint: ID<WebhookEndpoint>,
        in tenant: ID<Tenant>
    ) throws -> WebhookSecret {
        let secret = SealedSecret(pepperID: sealed.pepperID, bytes: sealed.bytes)
        return WebhookSecret(bytes: try secrets.open(secret, of: tenant.bytes + endpoint.bytes))
    }

    /// What signs something that is sent to the endpoint now, the newest first.
    func secrets(of endpoint: WebhookEndpoint, at now: Instant) throws -> [WebhookSecret] {
        try endpoint.secrets(at: now).map { try open($0, of: endpoint.id, in: endpoint.tenant) }
    }

    /// The endpoint with its secret under the newest pepper; nil when it is.
    func resealed(_ endpoint: WebhookEndpoint, at now: Instant) throws -> WebhookEndpoint? {
        let sealed = endpoint.secrets(at: now).map { SealedSecret(pepperID: $0.pepperID, bytes: $0.bytes) }
        guard !sealed.allSatisfy(secrets.isCurrent) else { return nil }
        var resealed = endpoint
        resealed.secret = try again(endpoint.secret, of: endpoint)
        resealed.previous = try endpoint.previous(at: now).map { previous in
            WebhookEndpoint.Previous(secret: try again(previous.secret, of: endpoint), until: previous.until)
        }
        return resealed
    }

    private func again(_ sealed: SealedWebhookSecret, of endpoint: WebhookEndpoint) throws -> SealedWebhookSecret {
        try seal(try open(sealed, of: endpoint.id, in: endpoint.tenant), of: endpoint.id, in: endpoint.tenant)
    }
}
