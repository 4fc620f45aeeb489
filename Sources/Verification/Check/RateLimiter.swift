internal import Domain
internal import Synchronization

/// How much of its rate limit each key has used, in this process. Bounded, and divided so that keys rarely wait for each
/// other.
final class RateLimiter: Sendable {
    private final class Shard: Sendable {
        let meters = Mutex<[ID<APIKey>: RateMeter]>([:])
    }

    private let shards: [Shard]
    private let capacity: Int
    private let now: @Sendable () -> Duration

    /// - Parameters:
    ///   - capacity: keys of one of the 64 shards.
    ///   - now: the time since the start of a monotonic clock.
    init(capacity: Int = 4096, now: @escaping @Sendable () -> Duration = RateLimiter.timeFromNowOn()) {
        shards = (0..<64).map { _ in Shard() }
        self.capacity = capacity
        self.now = now
    }

    func step(_ key: ID<APIKey>, _ limit: RateLimit) -> RateMeter.Outcome {
        // The low bits of an id are random.
        let shard = shards[Int(truncatingIfNeeded: key.bits & 63)]
        let now = now()
        return shard.meters.withLock { meters in
            if meters[key] == nil, meters.count >= capacity { Self.makeRoom(in: &meters, now: now) }
            return meters[key, default: RateMeter()].step(limit, now: now)
        }
    }

    /// Forgets the keys whose allowance is whole again, which changes nothing for them; and of the others, if need be,
    /// those that are nearest to it, until a quarter is free.
    private static func makeRoom(in meters: inout [ID<APIKey>: RateMeter], now: Duration) {
        let total = meters.count
        meters = meters.filter { $0.value.theoreticalArrival > now }
        let excess = meters.count - total * 3 / 4
        guard excess > 0 else { return }
        let nearest = meters.sorted { $0.value.theoreticalArrival < $1.value.theoreticalArrival }.prefix(excess)
        for (key, _) in nearest {
            meters[key] = nil
        }
    }

    /// Counted from now on, through suspension of the machine.
    static func timeFromNowOn() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { ContinuousClock.now - start }
    }
}
