package import Domain
internal import Store

/// Forgets a tenant's events, and what was sent of them, when their time is over. Nobody did anything here, so it leaves no
/// audit row.
package struct PruneDeliveries: Sendable {
    private let platform: Platform
    private let batch: Int

    /// - Parameter batch: events that are deleted under one lock, at most.
    package init(platform: Platform, batch: Int = 200) {
        self.platform = platform
        self.batch = batch
    }

    /// How many events were forgotten; there may be more.
    package func callAsFunction(in tenant: ID<Tenant>) async throws -> Int {
        try await platform.database.onTenant(tenant) { transaction in
            // Locked, so that nobody asks for one of them once more at the same time.
            let locked = try await transaction.held(transaction.lock())
            return try await transaction.result(
                transaction.deleteEvents(before: locked.now - WebhookDelivery.kept, limit: batch)
            )
        }
    }
}
