package import Domain
internal import Store

/// Stamps a tenant's keys that are past their expiry, so that indexes and counts know them as expired, and tells of each. What
/// a key may do never depends on it.
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
            let lock = transaction.lock()
            let isAwaited = transaction.isAwaited(.keyExpired)
            var locked = try await transaction.held(lock)
            let due = transaction.stampExpiredKeys(at: locked.now, limit: batch)
            let keys = try await platform.keys(due, isAwaited, locked, in: transaction)
            locked.state.keys.expire(keys.count, disabled: keys.count { $0.view.key.disabledAt != nil })
            for key in keys {
                platform.note(key.expiry, by: .system, &locked, telling: key.event(.keyExpired), in: transaction)
            }
            if !keys.isEmpty { transaction.save(locked) }
            return keys.count
        }
    }
}

extension DueKey {
    /// Before it, the key was what it was in the moment before.
    fileprivate var expiry: Change {
        let (key, now) = (view.key, view.now)
        let last = (key.expiresAt ?? now) - .microseconds(1)
        return Change("key.expire", on: key.id, before: key.audited(at: last), after: key.audited(at: now))
    }
}
