/// The generic cell rate algorithm (ITU-T I.371): one number of state a key.
package struct RateMeter: Hashable, Sendable {
    /// When the next request would be exactly on time, on a monotonic clock. How far it lies ahead is what was used.
    package private(set) var theoreticalArrival: Duration

    /// Never used: anything that the limit allows may come at once.
    package init(theoreticalArrival: Duration = .zero) {
        self.theoreticalArrival = theoreticalArrival
    }

    /// Counts a request at `now`, the time since that clock's start, if the share admits it; else nothing is counted.
    package mutating func step(_ share: RateShare, now: Duration) -> Bool {
        guard wait(share.interval, burst: share.burst, now: now) <= .zero else { return false }
        take(share.interval, now: now)
        return true
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

    /// How many more requests would be admitted at `now`, and how long until it is one more.
    package func remaining(_ share: RateShare, now: Duration) -> (requests: Int, wait: Duration) {
        // Never less than nothing is used.
        let wait = max(wait(share.interval, burst: share.burst, now: now), .zero - share.interval * (share.burst - 1))
        guard wait <= .zero else { return (0, wait) }
        let requests = Int((.zero - wait).attoseconds / share.interval.attoseconds) + 1
        return (requests, wait + share.interval * requests)
    }

    /// Under another limit as many requests count as used as did under the one before; at most all that there are, so that
    /// nobody waits longer than who used it all. A change therefore gives no fresh burst.
    package mutating func change(from limit: RateLimit, to changed: RateLimit, share: RateShare, now: Duration) {
        guard theoreticalArrival > now else { return }
        let used = (theoreticalArrival - now) / limit.interval
        theoreticalArrival = now + min(changed.interval * used, share.interval * share.burst)
    }
}
