package import Domain

/// Which part of a series is asked for.
package struct UsageQuery: Sendable {
    package let interval: UsageInterval
    package let from: Instant?
    package let to: Instant?

    package init(interval: UsageInterval = .hour, from: Instant? = nil, to: Instant? = nil) {
        self.interval = interval
        self.from = from
        self.to = to
    }

    func range(at now: Instant) throws(Failure) -> UsageRange {
        try UsageRange(interval, from: from, to: to, now: now)
    }
}
