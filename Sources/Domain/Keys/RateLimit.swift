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
    /// When the next request would be exactly on time, on a monotonic clock.
    package private(set) var theoreticalArrival: Duration

    /// Never used: anything that `limit` allows may come at once.
    package init(theoreticalArrival: Duration = .zero) {
        self.theoreticalArrival = theoreticalArrival
    }

    package enum Outcome: Equatable, Sendable {
        case admitted
        /// Nothing is counted.
        case limited(retryAfter: Duration)
    }

    /// Counts a request at `now`, the time since that clock's start, if the limit admits it.
    package mutating func step(_ limit: RateLimit, now: Duration) -> Outcome {
        let interval = Duration.seconds(limit.windowSeconds) / limit.requests
        let wait = wait(interval, burst: limit.burst, now: now)
        guard wait <= .zero else { return .limited(retryAfter: wait) }
        take(interval, now: now)
        return .admitted
    }

    /// How long until a request is admitted, of which so many may come at once and then one each interval; not above zero
    /// when one is now.
    package func wait(_ interval: Duration, burst: Int, now: Duration) -> Duration {
        theoreticalArrival - now - interval * (burst - 1)
    }

    package mutating func take(_ interval: Duration, now: Duration) {
        theoreticalArrival = max(theoreticalArrival, now) + interval
    }

    /// Takes back what one request took.
    package mutating func giveBack(_ interval: Duration) {
        theoreticalArrival -= interval
    }
}
