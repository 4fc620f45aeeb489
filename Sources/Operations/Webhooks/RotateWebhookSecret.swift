package import Domain
internal import Store

/// Gives an endpoint another secret, which is told once. The one that it replaces signs as well until its grace is over.
package struct RotateWebhookSecret: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<WebhookEndpoint>,
        _ read: () throws -> WebhookSecretRotation,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<WebhookEndpointAndSecret> {
        try await platform.changeWebhook(id, in: tenant, call: call) { held, transaction in
            let rotation = try read()
            try rotation.expectedVersion?.require(held.endpoint.version)
            let secret = WebhookSecret.make(using: platform.entropy)
            let rotated = held.endpoint.rotated(
                to: try platform.webhookSecrets.seal(secret, of: id, in: tenant),
                grace: rotation.grace,
                at: held.now
            )
            let view = platform.conclude(held, as: rotated, "webhook.rotate_secret", in: transaction)
            return WebhookEndpointAndSecret(view: view, secret: secret)
        }
    }
}
