package import Domain

/// What a verifier remembers: keys, and for how long it may trust what it remembers of them. Nothing is trusted before
/// ``LeaseKeeper`` has renewed the lease, and then every check reads the database.
package final class KeyMemory: Sendable {
    package let lease = Lease()
    let cache: KeyCache
    let clock: MonotonicClock

    /// - Parameter capacity: how many secrets of keys it holds.
    package init(capacity: Int = 100_000, clock: MonotonicClock = .system) {
        cache = KeyCache(capacity: capacity)
        self.clock = clock
    }

    /// A change of this same process is known before it is read from the log.
    package func apply(_ changes: [VerdictChange]) {
        cache.apply(changes, at: clock.now())
    }
}
