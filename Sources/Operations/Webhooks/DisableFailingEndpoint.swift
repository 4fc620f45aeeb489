package import Domain
internal import Store

/// Tells an endpoint nothing any more that has failed for too long, or wants no more, and ends what is on its way there. Its
/// admins see why, can enable it, and have sent again what they missed.
package struct DisableFailingEndpoint: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter seen: the endpoint as it was sent to.
    package func callAsFunction(_ seen: WebhookEndpoint, because reason: WebhookEndpoint.Reason) async throws {
        try await platform.database.onTenant(seen.tenant) { transaction in
            let lock = transaction.lock()
            let pending = transaction.webhookEndpoint(seen.id)
            let locked = try await transaction.held(lock)
            // As it is now: somebody may have deleted, disabled or mended it meanwhile.
            guard let endpoint = try await transaction.result(pending), endpoint.status == .enabled,
                endpoint.url == seen.url, reason == .gone || endpoint.isHopeless(at: locked.now)
            else { return }
            let disabled = endpoint.disabled(because: reason, at: locked.now)
            transaction.save(disabled)
            transaction.endDeliveries(to: seen.id)
            let change = Change(
                "webhook.disable",
                on: seen.id,
                before: ["status": "ENABLED"],
                after: [
                    "status": "DISABLED", "disabled_because": .string(reason.rawValue),
                    "failures": .integer(Int64(endpoint.failures)), "failing_since": JSON(endpoint.failingSince),
                ]
            )
            platform.conclude(change, by: .system, locked, in: transaction)
        }
    }
}
