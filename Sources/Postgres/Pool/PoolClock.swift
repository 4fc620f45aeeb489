/// The earlier of two instants, of which either may be never.
func earliest(_ one: ContinuousClock.Instant?, _ other: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
}

/// The time and the chance that a pool depends on.
package struct PoolClock: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package var now: @Sendable () -> Instant
    package var sleep: @Sendable (_ until: Instant) async throws -> Void
    /// From 0 to 1.
    package var jitter: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Instant,
        sleep: @escaping @Sendable (_ until: Instant) async throws -> Void,
        jitter: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
    }

    package static let system = PoolClock(
        now: { .now },
        sleep: { try await ContinuousClock().sleep(until: $0) },
        jitter: { Double.random(in: 0...1) }
    )
}
