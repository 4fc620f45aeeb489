import Domain
import Synchronization
import Testing

@testable import Verification

@Suite("Rate limits", .timeLimit(.minutes(5)))
struct RateLimiterTests {
    /// A monotonic clock that a test moves, and how many instances it has.
    final class World: Sendable {
        private let time = Mutex(Duration.zero)
        private let count = Mutex(1)

        var now: Duration { time.withLock { $0 } }
        var instances: Int { count.withLock { $0 } }

        func advance(by duration: Duration) {
            time.withLock { $0 += duration }
        }

        func set(instances: Int) {
            count.withLock { $0 = instances }
        }

        func limiter(capacity: Int = 4096) -> RateLimiter {
            RateLimiter(capacity: capacity, instances: { self.instances }, now: { self.now })
        }
    }

    private func key(_ number: UInt128) -> ID<APIKey> {
        ID(bits: number)
    }

    private func limit(_ requests: Int, per seconds: Int, burst: Int) throws -> RateLimit {
        try #require(RateLimit(requests: requests, windowSeconds: seconds, burst: burst))
    }

    /// How many of so many requests at once are admitted.
    private func admitted(_ limiter: RateLimiter, _ limit: RateLimit, of count: Int = 200) -> Int {
        (0..<count).count { _ in limiter.step(key(1), limit).isAdmitted }
    }

    @Test("so many come at once, then one an interval, and each is told what is left")
    func admitsBurst() throws {
        let world = World()
        let limiter = world.limiter()
        let limit = try limit(10, per: 10, burst: 3)
        for left in [2, 1, 0] {
            let reading = limiter.step(key(1), limit)
            #expect(reading == RateReading(limit: limit, isAdmitted: true, remaining: left, wait: .seconds(1)))
        }
        let refused = RateReading(limit: limit, isAdmitted: false, remaining: 0, wait: .seconds(1))
        #expect(limiter.step(key(1), limit) == refused)
        #expect(limiter.step(key(2), limit).isAdmitted)
        world.advance(by: .seconds(1))
        #expect(limiter.step(key(1), limit).isAdmitted)
        #expect(!limiter.step(key(1), limit).isAdmitted)
    }

    @Test("while the clock stands still a burst is all, and after any sleep it is no more than a burst")
    func clock() throws {
        let world = World()
        let limiter = world.limiter()
        let limit = try limit(100, per: 1, burst: 5)
        #expect(admitted(limiter, limit) == 5)
        world.advance(by: .seconds(86_400 * 365))
        #expect(admitted(limiter, limit) == 5)
    }

    @Test("it forgets the keys whose allowance is whole before those that used theirs")
    func forgetsWholeAllowances() throws {
        let world = World()
        let limiter = world.limiter(capacity: 8)
        let slow = try limit(1, per: 3600, burst: 1)
        let quick = try limit(1, per: 1, burst: 1)
        // Multiples of 64 share a shard.
        #expect(limiter.step(key(64), slow).isAdmitted)
        for number in 2...8 {
            #expect(limiter.step(key(UInt128(number) * 64), quick).isAdmitted)
        }
        world.advance(by: .seconds(2))
        for number in 9...12 {
            #expect(limiter.step(key(UInt128(number) * 64), quick).isAdmitted)
        }
        #expect(!limiter.step(key(64), slow).isAdmitted)
    }

    @Test("it stays within its bound, whoever comes")
    func staysBounded() throws {
        let limiter = World().limiter(capacity: 8)
        let limit = try limit(1, per: 3600, burst: 1)
        for number in 0..<10_000 {
            #expect(limiter.step(key(UInt128(number)), limit).isAdmitted)
        }
        // From the last to come: those that are remembered are refused, before the forgotten take their places.
        let remembered = (0..<10_000).reversed().prefix { !limiter.step(key(UInt128($0)), limit).isAdmitted }
        #expect(1...64 * 8 ~= remembered.count)
    }

    @Test("a limit that changes counts at once, with what was used of the one before")
    func changes() throws {
        let world = World()
        let limiter = world.limiter()
        let wide = try limit(100, per: 1, burst: 50)
        let narrow = try limit(1, per: 60, burst: 10)
        #expect(admitted(limiter, wide, of: 4) == 4)
        #expect(admitted(limiter, narrow) == 6)
        #expect(!limiter.step(key(1), narrow).isAdmitted)
        // Neither back and forth nor a little difference is a fresh burst.
        #expect(admitted(limiter, wide) == 40)
        #expect(admitted(limiter, narrow) == 0)
        #expect(admitted(limiter, try limit(1, per: 61, burst: 10)) == 0)
        #expect(limiter.step(key(1), narrow).wait == .seconds(60))
    }

    @Test("all instances together admit the limit, each its part of it", arguments: [1, 2, 3, 4, 7])
    func shares(instances: Int) throws {
        let world = World()
        world.set(instances: instances)
        let limiters = (0..<instances).map { _ in world.limiter() }
        let limit = try limit(84, per: 1, burst: 84)
        #expect(limiters.reduce(0) { $0 + admitted($1, limit) } == 84)
        world.advance(by: .milliseconds(500))
        let later = limiters.reduce(0) { $0 + admitted($1, limit) }
        #expect(42 - instances...42 ~= later)
        let rare = try self.limit(1, per: 3600, burst: 1)
        #expect(limiters.count { $0.step(key(2), rare).isAdmitted } == instances)
    }

    @Test("with another number of instances no share is fresh")
    func otherNumber() throws {
        let world = World()
        let limiter = world.limiter()
        let limit = try limit(1, per: 1, burst: 12)
        #expect(admitted(limiter, limit) == 12)
        for instances in [2, 3, 12, 40, 5, 1] {
            world.set(instances: instances)
            #expect(admitted(limiter, limit) == 0, "\(instances)")
        }
        world.advance(by: .seconds(6))
        world.set(instances: 2)
        #expect(admitted(limiter, limit) == 3)
    }

    @Test(
        "all together never admit more than documented, whoever asks whom, while instances come and go",
        arguments: 0..<10
    )
    func bound(seed: UInt64) throws {
        let entropy = Entropy.seeded(seed)
        let number = { (bound: Int) in Int(entropy.bytes(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(bound))
        }
        let limit = try limit([1, 5, 20, 100][number(4)], per: [1, 10][number(2)], burst: 1 + number(40))
        let world = World()
        var limiters = [world.limiter()]
        var admitted: [(at: Duration, changes: Int)] = []
        var (changes, most) = (0, 1)
        for _ in 0..<1500 {
            switch number(100) {
            case 0..<60: break
            case 60..<99: world.advance(by: limit.interval * number(100) / 50)
            default:
                if limiters.count > 1, number(2) == 0 {
                    limiters.remove(at: number(limiters.count))
                } else {
                    limiters.append(world.limiter())
                }
                world.set(instances: limiters.count)
                changes += 1
                most = max(most, limiters.count)
            }
            if limiters[number(limiters.count)].step(key(1), limit).isAdmitted { admitted.append((world.now, changes)) }
        }
        #expect(changes > 3)
        for first in admitted.indices {
            for last in first..<admitted.count {
                let seconds = admitted[last].at - admitted[first].at
                let shares = (admitted[last].changes - admitted[first].changes) * max(1, limit.burst / 2)
                let bound = Double(max(limit.burst, most) + shares) + seconds / limit.interval
                if Double(last - first + 1) > bound + 0.000001 {
                    Issue.record("\(last - first + 1) in \(seconds), \(bound) are possible")
                    return
                }
            }
        }
    }

    @Test("RATE_LIMITED says when to come again, and costs nothing where something else is wrong")
    func tellsWhen() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: owner) { facts in
                facts.rateLimit = #"{"requests":2,"window_seconds":7200,"burst":1}"#
            }
            let asked = Asked(key: key.text)
            let refused = try await bench.listener.authorize(Asked(key: key.text, scopes: ["no:such"]))
            #expect(refused.status == 403)
            #expect(refused["ratelimit"] == nil)
            let passed = try await bench.listener.authorize(asked)
            #expect(passed.status == 204)
            #expect(passed["ratelimit-policy"] == #""key";q=2;w=7200"#)
            #expect(passed["ratelimit"] == #""key";r=0;t=3600"#)
            #expect(passed["retry-after"] == nil)
            let limited = try await bench.listener.authorize(asked)
            #expect(limited.status == 429)
            let forNginx = try await bench.listener.authorize(asked, ["limited=403"])
            #expect(forNginx.status == 403)
            #expect(forNginx["x-auth-code"] == "RATE_LIMITED")
            let verified = try await bench.listener.verify(asked)
            #expect(verified.verdict == "RATE_LIMITED")
            for answer in [limited, forNginx, verified] {
                #expect(answer["retry-after"] == "3600")
                #expect(answer["ratelimit-policy"] == #""key";q=2;w=7200"#)
                #expect(answer["ratelimit"] == #""key";r=0;t=3600"#)
            }
        }
    }

    @Test("what is left is told to who is admitted, and nothing to a key without a limit")
    func tellsWhatIsLeft() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let limited = try await bench.keyring.insertKey(of: owner) { facts in
                facts.rateLimit = #"{"requests":60,"window_seconds":3600,"burst":5}"#
            }
            for left in [4, 3] {
                let answer = try await bench.listener.verify(Asked(key: limited.text))
                #expect(answer.verdict == "VALID")
                #expect(answer["ratelimit-policy"] == #""key";q=60;w=3600"#)
                #expect(answer["ratelimit"]?.hasPrefix("\"key\";r=\(left);t=") == true)
            }
            let free = try await bench.keyring.insertKey(of: owner)
            let answers = [
                try await bench.listener.verify(Asked(key: free.text)),
                try await bench.listener.authorize(Asked(key: free.text)),
            ]
            for answer in answers {
                #expect(answer["ratelimit"] == nil)
                #expect(answer["ratelimit-policy"] == nil)
            }
        }
    }
}
