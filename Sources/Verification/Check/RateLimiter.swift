internal import Domain
internal import Synchronization

/// How much of its rate limit each key has used, in this process. Bounded, and divided so that keys rarely wait for each
/// other.
///
/// An instance admits its share: of n live ones 1/n of the rate and of the burst, at least one at once. What was used is kept
/// as time, of which rate and burst are parts alike, so that with another n the same part of the share counts as used. In
/// any t seconds in which n does not change all together admit at most `max(burst, n) + requests * t / window`; one that
/// comes or goes adds at most one share of the burst, once.
final class RateLimiter: Sendable {
    fileprivate struct Entry {
        var meter = RateMeter()
        var limit: RateLimit
    }

    private final class Shard: Sendable {
        let entries = Mutex<[ID<APIKey>: Entry]>([:])
    }

    private let shards: [Shard]
    private let capacity: Int
    private let instances: @Sendable () -> Int
    private let now: @Sendable () -> Duration

    /// - Parameters:
    ///   - capacity: keys of one of the 64 shards.
    ///   - instances: how many verifiers live now, this one included. Asked at each request of a key with a limit.
    ///   - now: the time since the start of a monotonic clock.
    init(
        capacity: Int = 4096,
        instances: @escaping @Sendable () -> Int = { 1 },
        now: @escaping @Sendable () -> Duration = RateLimiter.timeFromNowOn()
    ) {
        shards = (0..<64).map { _ in Shard() }
        self.capacity = capacity
        self.instances = instances
        self.now = now
    }

    /// Counts a request of the key, if its limit admits it.
    func step(_ key: ID<APIKey>, _ limit: RateLimit) -> RateReading {
        // The low bits of an id are random.
        let shard = shards[Int(truncatingIfNeeded: key.bits & 63)]
        let share = limit.share(of: instances())
        let now = now()
        return shard.entries.withLock { entries in
            if entries[key] == nil, entries.count >= capacity { Self.makeRoom(in: &entries, now: now) }
            return entries[key, default: Entry(limit: limit)].step(limit, share, now)
        }
    }

    /// Forgets the keys whose allowance is whole again, which changes nothing for them; and of the others, if need be,
    /// those that are nearest to it, until a quarter is free.
    private static func makeRoom(in entries: inout [ID<APIKey>: Entry], now: Duration) {
        let total = entries.count
        entries = entries.filter { $0.value.meter.theoreticalArrival > now }
        let excess = entries.count - total * 3 / 4
        guard excess > 0 else { return }
        let nearest = entries.sorted { $0.value.meter.theoreticalArrival < $1.value.meter.theoreticalArrival }
        for (key, _) in nearest.prefix(excess) {
            entries[key] = nil
        }
    }

    /// Counted from now on, through suspension of the machine.
    static func timeFromNowOn() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { ContinuousClock.now - start }
    }
}

extension RateLimiter.Entry {
    fileprivate mutating func step(_ limit: RateLimit, _ share: RateShare, _ now: Duration) -> RateReading {
        if limit != self.limit {
            meter.change(from: self.limit, to: limit, share: share, now: now)
            self.limit = limit
        }
        let isAdmitted = meter.step(share, now: now)
        let (remaining, wait) = meter.remaining(share, now: now)
        return RateReading(limit: limit, isAdmitted: isAdmitted, remaining: remaining, wait: wait)
    }
}
