package import Domain
internal import Store

/// Tells that keys of a tenant expire within seven days: once for each expiry that a key has had, whether it is disabled or
/// not, and whether the tenant is suspended or not. Of a key that has expired before anybody could tell, only that is told.
package struct NoteExpiringKeys: Sendable {
    private let platform: Platform
    private let batch: Int

    /// - Parameter batch: keys that are told of under one lock, at most.
    package init(platform: Platform, batch: Int = 1000) {
        self.platform = platform
        self.batch = batch
    }

    /// How many there were; there may be more.
    package func callAsFunction(in tenant: ID<Tenant>) async throws -> Int {
        try await platform.database.onTenant(tenant) { transaction in
            let lock = transaction.lock()
            let isAwaited = transaction.isAwaited(.keyExpiring)
            var locked = try await transaction.held(lock)
            let soon = locked.now + Expiration.soon
            let due = transaction.noteExpiringKeys(at: locked.now, until: soon, limit: batch)
            let keys = try await platform.keys(due, isAwaited, locked, in: transaction)
            for key in keys {
                let after: JSON = ["expires_at": JSON(key.view.key.expiresAt)]
                let change = Change("key.expiring", on: key.view.key.id, after: after)
                platform.note(change, by: .system, &locked, telling: key.event(.keyExpiring), in: transaction)
            }
            if !keys.isEmpty { transaction.save(locked) }
            return keys.count
        }
    }
}
