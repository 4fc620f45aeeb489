package import Domain
internal import Store

/// Ends an endpoint, with all that was sent to it and is on its way.
package struct DeleteWebhookEndpoint: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the version that the caller has seen, if it matters to them.
    package func callAsFunction(
        _ id: ID<WebhookEndpoint>,
        _ read: () throws -> VersionCondition?,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws {
        _ = try await platform.changeWebhook(id, in: tenant, call: call) { held, transaction in
            try read()?.require(held.endpoint.version)
            transaction.delete(held.endpoint, at: held.now)
            platform.conclude(
                Change("webhook.delete", on: id, before: held.endpoint.audited(at: held.now)),
                by: held.author,
                held.locked,
                in: transaction
            )
            return WebhookEndpointView(endpoint: held.endpoint, now: held.now)
        }
    }
}
