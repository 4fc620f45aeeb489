/// A moment on a clock that never goes back, and that goes on while the machine is suspended. Of one process alone.
package struct MonotonicInstant: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static func + (moment: Self, duration: Duration) -> Self {
        Self(nanoseconds: moment.nanoseconds + duration.nanoseconds)
    }

    package static func - (moment: Self, other: Self) -> Duration {
        .nanoseconds(moment.nanoseconds - other.nanoseconds)
    }

    package static func < (one: Self, other: Self) -> Bool {
        one.nanoseconds < other.nanoseconds
    }
}

/// `ContinuousClock` in the system; a test brings its own.
package struct MonotonicClock: Sendable {
    package let now: @Sendable () -> MonotonicInstant

    package init(now: @escaping @Sendable () -> MonotonicInstant) {
        self.now = now
    }

    package static let system: MonotonicClock = {
        let start = ContinuousClock.now
        return MonotonicClock { MonotonicInstant(nanoseconds: (ContinuousClock.now - start).nanoseconds) }
    }()
}

extension Duration {
    /// Whole ones.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
