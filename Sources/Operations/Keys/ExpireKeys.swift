package import Domain
internal import Store

/// Stamps a tenant's keys that are past their expiry, so that indexes and counts know them as expired. What a key may do
/// never depends on it. Nobody did anything here, so it leaves no audit row.
package struct ExpireKeys: Sendable {
    private let platform: Platform
    private let batch: Int

    /// - Parameter batch: keys that are stamped under one lock, at most.
    package init(platform: Platform, batch: Int = 1000) {
        self.platform = platform
        self.batch = batch
    }

    /// How many were stamped; there may be more.
    package func callAsFunction(in tenant: ID<Tenant>) async throws -> Int {
        try await platform.database.onTenant(tenant) { transaction in
            var locked = try await transaction.held(transaction.lock())
            let stamped = try await transaction.result(transaction.stampExpiredKeys(at: locked.now, limit: batch))
            locked.state.keys.expire(stamped.all, disabled: stamped.disabled)
            transaction.save(locked)
            return stamped.all
        }
    }
}
