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

    /// From one request to the next, when they come evenly.
    package var interval: Duration { .seconds(windowSeconds) / requests }

    /// What one of so many instances admits, all of which are asked alike.
    package func share(of instances: Int) -> RateShare {
        let instances = max(1, instances)
        return RateShare(interval: interval * instances, burst: max(1, burst / instances))
    }
}

/// An instance's equal part of a limit: of the rate exactly, of the burst rounded down, but at least one at once.
package struct RateShare: Hashable, Sendable {
    package let interval: Duration
    package let burst: Int
}

/// What became of one request under a limit, and what is left.
package struct RateReading: Hashable, Sendable {
    /// The whole one, of which an instance has a share.
    package let limit: RateLimit
    package let isAdmitted: Bool
    /// How many more would be admitted at this moment.
    package let remaining: Int
    /// How long it stays at no more than these. Above zero.
    package let wait: Duration

    package init(limit: RateLimit, isAdmitted: Bool, remaining: Int, wait: Duration) {
        self.limit = limit
        self.isAdmitted = isAdmitted
        self.remaining = remaining
        self.wait = wait
    }
}
