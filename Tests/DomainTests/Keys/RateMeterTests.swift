import Testing

@testable import Domain

struct RateMeterTests {
    private func limit(_ requests: Int, per seconds: Int, burst: Int) throws -> RateLimit {
        try #require(RateLimit(requests: requests, windowSeconds: seconds, burst: burst))
    }

    @Test("admits a burst, then one request an interval")
    func burst() throws {
        let share = try limit(10, per: 1, burst: 3).share(of: 1)
        var meter = RateMeter()
        for _ in 0..<3 { #expect(meter.step(share, now: .seconds(5)) == true) }
        #expect(meter.step(share, now: .seconds(5)) == false)
        #expect(meter.remaining(share, now: .seconds(5)) == (0, .milliseconds(100)))
        #expect(meter.step(share, now: .milliseconds(5099)) == false)
        #expect(meter.remaining(share, now: .milliseconds(5099)) == (0, .milliseconds(1)))
        #expect(meter.step(share, now: .milliseconds(5100)) == true)
        #expect(meter.step(share, now: .milliseconds(5100)) == false)
        for _ in 0..<3 { #expect(meter.step(share, now: .seconds(60)) == true) }
        #expect(meter.step(share, now: .seconds(60)) == false)
    }

    @Test("a burst of one has no slack")
    func single() throws {
        let share = try limit(1, per: 60, burst: 1).share(of: 1)
        var meter = RateMeter()
        #expect(meter.step(share, now: .zero) == true)
        #expect(meter.step(share, now: .milliseconds(59_999)) == false)
        #expect(meter.remaining(share, now: .milliseconds(59_999)) == (0, .milliseconds(1)))
        #expect(meter.step(share, now: .seconds(60)) == true)
    }

    @Test("whoever waits as long as told is admitted, and what was limited does not count")
    func retryAfter() throws {
        let entropy = Entropy.seeded(4)
        let share = try limit(7, per: 3, burst: 4).share(of: 1)
        var meter = RateMeter()
        var now = Duration.zero
        for _ in 0..<2000 {
            now += .milliseconds(entropy.bytes(1)[0])
            guard !meter.step(share, now: now) else { continue }
            let before = meter
            let (remaining, wait) = meter.remaining(share, now: now)
            #expect(remaining == 0)
            #expect(wait > .zero)
            let isEarlyAdmitted = meter.step(share, now: now + wait - .nanoseconds(1))
            #expect(!isEarlyAdmitted)
            #expect(meter == before)
            now += wait
            let isAdmitted = meter.step(share, now: now)
            #expect(isAdmitted)
        }
    }

    @Test("so many as remain are admitted at once, and one more when it says", arguments: 0..<8)
    func remaining(seed: UInt64) throws {
        let entropy = Entropy.seeded(seed)
        let share = try limit(
            1 + entropy.number(below: 50),
            per: 1 + entropy.number(below: 20),
            burst: 1 + entropy.number(below: 30)
        )
        .share(of: 1 + entropy.number(below: 3))
        var meter = RateMeter()
        var now = Duration.seconds(1)
        for _ in 0..<500 {
            now += share.interval * entropy.number(below: 40) / 10
            for _ in 0..<entropy.number(below: share.burst + 2) { _ = meter.step(share, now: now) }
            let (remaining, wait) = meter.remaining(share, now: now)
            #expect(0...share.burst ~= remaining)
            var other = meter
            for _ in 0..<remaining {
                let isAdmitted = other.step(share, now: now)
                #expect(isAdmitted)
            }
            let isEarlyAdmitted = other.step(share, now: now + wait - .nanoseconds(1))
            #expect(!isEarlyAdmitted)
            let isAdmitted = other.step(share, now: now + wait)
            #expect(isAdmitted)
        }
    }

    /// A bucket of time, in whole nanoseconds: the plainest form of the same rule.
    private struct Bucket {
        let interval: Int64
        let size: Int64
        var content: Int64
        var last: Int64 = 0

        init(_ limit: RateLimit) {
            interval = Int64(limit.windowSeconds) * 1_000_000_000 / Int64(limit.requests)
            size = interval * Int64(limit.burst)
            content = size
        }

        mutating func admits(at now: Int64) -> Bool {
            content = min(size, content + now - last)
            last = now
            guard content >= interval else { return false }
            content -= interval
            return true
        }
    }

    @Test("admits what a bucket of tokens admits, and never more than burst and rate in any window", arguments: 0..<12)
    func model(seed: UInt64) throws {
        let entropy = Entropy.seeded(seed)
        let limit = try limit(
            [1, 2, 4, 5, 10, 50, 100][entropy.number(below: 7)],
            per: [1, 2, 10, 60][entropy.number(below: 4)],
            burst: 1 + entropy.number(below: 25)
        )
        let share = limit.share(of: 1)
        var (meter, bucket) = (RateMeter(), Bucket(limit))
        var now: Int64 = 0
        var admitted: [Int64] = []
        for _ in 0..<600 {
            // Standing still, trickling, and after a long sleep.
            switch entropy.number(below: 10) {
            case 0..<4: break
            case 4..<9: now += Int64(entropy.number(below: Int(2 * bucket.interval)))
            default: now += Int64(entropy.number(below: 4)) * bucket.size
            }
            let isAdmitted = meter.step(share, now: .nanoseconds(now))
            let isExpected = bucket.admits(at: now)
            #expect(isAdmitted == isExpected)
            if isAdmitted { admitted.append(now) }
        }
        for first in admitted.indices {
            for last in first..<admitted.count {
                let most = Int64(limit.burst) + (admitted[last] - admitted[first]) / bucket.interval
                #expect(Int64(last - first + 1) <= most)
            }
        }
        #expect(admitted.count > limit.burst)
    }

    @Test("an instance's share is its part of the rate, and of the burst at least one")
    func shares() throws {
        let limit = try limit(10, per: 1, burst: 7)
        #expect(limit.share(of: 1) == RateShare(interval: .milliseconds(100), burst: 7))
        #expect(limit.share(of: 2) == RateShare(interval: .milliseconds(200), burst: 3))
        #expect(limit.share(of: 8) == RateShare(interval: .milliseconds(800), burst: 1))
        for none in [0, -1] { #expect(limit.share(of: none) == limit.share(of: 1)) }
    }

    @Test("a clock that goes back admits nothing more")
    func clockBack() throws {
        let share = try limit(1, per: 1, burst: 2).share(of: 1)
        var meter = RateMeter()
        for _ in 0..<2 { #expect(meter.step(share, now: .seconds(10)) == true) }
        for second in 0..<10 { #expect(meter.step(share, now: .seconds(second)) == false) }
        #expect(meter.step(share, now: .seconds(11)) == true)
    }

    @Test("under another limit as many count as used, at most all")
    func change() throws {
        let wide = try limit(100, per: 1, burst: 100)
        let narrow = try limit(1, per: 60, burst: 5)
        func meter(used: Int) -> RateMeter {
            var meter = RateMeter()
            for _ in 0..<used { _ = meter.step(wide.share(of: 1), now: .seconds(5)) }
            return meter
        }
        for (used, left) in [(0, 5), (2, 3), (5, 0), (6, 0), (100, 0)] {
            var meter = meter(used: used)
            let share = narrow.share(of: 1)
            meter.change(from: wide, to: narrow, share: share, now: .seconds(5))
            #expect(meter.remaining(share, now: .seconds(5)).requests == left, "\(used)")
            if left == 0 { #expect(meter.remaining(share, now: .seconds(5)).wait == .seconds(60)) }
            meter.change(from: narrow, to: wide, share: wide.share(of: 1), now: .seconds(5))
            #expect(meter.remaining(wide.share(of: 1), now: .seconds(5)).requests == 100 - min(used, 5))
        }
        var rested = meter(used: 100)
        rested.change(from: wide, to: narrow, share: narrow.share(of: 1), now: .seconds(7))
        #expect(rested.remaining(narrow.share(of: 1), now: .seconds(7)).requests == 5)
    }

    @Test("the extremes of the ranges do not overflow")
    func extremes() throws {
        let slow = try limit(1, per: 86_400, burst: 1_000_000)
        let quick = try limit(1_000_000, per: 1, burst: 1_000_000)
        var meter = RateMeter()
        for _ in 0..<1_000 { #expect(meter.step(slow.share(of: 1), now: .zero) == true) }
        #expect(meter.remaining(slow.share(of: 1), now: .zero).requests == 999_000)
        meter = RateMeter(theoreticalArrival: slow.interval * 1_000_000)
        #expect(meter.step(slow.share(of: 1), now: .zero) == false)
        #expect(meter.step(slow.share(of: 10_000), now: .zero) == false)
        meter.change(from: slow, to: quick, share: quick.share(of: 1), now: .zero)
        meter.change(from: quick, to: slow, share: slow.share(of: 1), now: .zero)
        #expect(meter.remaining(slow.share(of: 1), now: .zero).requests == 0)
    }

    @Test(
        "limits outside the ranges do not exist",
        arguments: [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-1, 1, 1), (1_000_001, 1, 1), (1, 86_401, 1), (1, 1, 1_000_001)]
    )
    func ranges(requests: Int, seconds: Int, burst: Int) {
        #expect(RateLimit(requests: requests, windowSeconds: seconds, burst: burst) == nil)
    }
}

extension Entropy {
    fileprivate func number(below bound: Int) -> Int {
        Int(bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % UInt64(bound))
    }
}
