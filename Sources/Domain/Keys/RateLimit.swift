/// So many requests in so many seconds, with so many of them at once.
package struct RateLimit: Hashable, Sendable {
    package let requests: Int
    package let windowSeconds: Int
    /// How many may come at the same moment.
    package let burst: Int

    package static let requestsRange = 1...1_000_000
    package static let windowRange = 1...86_400

    /// Nil outside 1 to 1,000,000 requests and burst, and 1 to 86,400 seconds.
    package init?(requests: Int, windowSeconds: Int, burst: Int) {
        guard Self.requestsRange.contains(requests), Self.requestsRange.contains(burst),
            Self.windowRange.contains(windowSeconds)
        else { return nil }
        self.requests = requests
        self.windowSeconds = windowSeconds
        self.burst = burst
    }
}

/// The generic cell rate algorithm (ITU-T I.371): one number of state a key.
package struct RateMeter: Hashable, Sendable {
    /// When the next request would be on time, in nanoseconds of a monotonic clock; never used is 0.
    package private(set) var theoreticalArrival: Int64

    package init(theoreticalArrival: Int64 = 0) {
        self.theoreticalArrival = theoreticalArrival
    }

    package enum Outcome: Equatable, Sendable {
        case admitted
        /// Nothing is counted.
        case limited(retryAfter: Duration)
    }

    /// Counts a request at `now`, nanoseconds of the same clock, if the limit admits it.
    package mutating func step(_ limit: RateLimit, now: Int64) -> Outcome {
        // Rounded up: never more than the limit.
        let requests = Int64(limit.requests)
        let interval = (Int64(limit.windowSeconds) * 1_000_000_000 + requests - 1) / requests
        let tolerance = Int64(limit.burst - 1).multipliedReportingOverflow(by: interval)
        let (early, isFar) = theoreticalArrival.subtractingReportingOverflow(now)
        let mostEarly = tolerance.overflow ? Int64.max : tolerance.partialValue
        guard !isFar, early > mostEarly else {
            theoreticalArrival = max(isFar ? now : theoreticalArrival, now).clampedAdd(interval)
            return .admitted
        }
        return .limited(retryAfter: .nanoseconds(early - mostEarly))
    }
}

extension Int64 {
    fileprivate func clampedAdd(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
