package import Domain
internal import Store

/// Edits an endpoint, disables or enables it. Enabled, it is told of what happens from then on; disabled, what is on its way ends.
/// Its failures are forgotten when it is enabled, or leads elsewhere.
package struct EditWebhookEndpoint: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<WebhookEndpoint>,
        _ read: () throws -> WebhookEndpointEdit,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> WebhookEndpointView {
        let edit = Result { try read() }
        let answered = try await platform.changeWebhook(
            id,
            in: tenant,
            call: call,
            asking: { await platform.problem(withWebhook: (try? edit.get())?.url, of: tenant) }
        ) { held, problem, transaction in
            let edit = try edit.get()
            let edited = try edit.applied(to: held.endpoint, url: problem, at: held.now)
            try VersionCondition.needed(edit.expectedVersion).require(held.endpoint.version)
            guard edited != held.endpoint else {
                platform.conclude(unchanged: held.locked, held.permit, by: held.author, in: transaction)
                return WebhookEndpointView(endpoint: edited, now: held.now)
            }
            let view = platform.conclude(held, as: edited, "webhook.update", in: transaction)
            let isEnabledNow = held.endpoint.status == .disabled && edited.status == .enabled
            if isEnabledNow || edited.url != held.endpoint.url { transaction.forgetFailures(of: id) }
            if held.endpoint.status == .enabled, edited.status == .disabled { transaction.endDeliveries(to: id) }
            return view
        }
        return try answered.outcome
    }
}
