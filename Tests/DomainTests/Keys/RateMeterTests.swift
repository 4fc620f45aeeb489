import Testing

@testable import Domain

struct RateMeterTests {
    private func limit(_ requests: Int, per seconds: Int, burst: Int) throws -> RateLimit {
        try #require(RateLimit(requests: requests, windowSeconds: seconds, burst: burst))
    }

    @Test("admits a burst, then one request an interval")
    func burst() throws {
        let limit = try limit(10, per: 1, burst: 3)
        var meter = RateMeter()
        for _ in 0..<3 { #expect(meter.step(limit, now: .seconds(5)) == .admitted) }
        #expect(meter.step(limit, now: .seconds(5)) == .limited(retryAfter: .milliseconds(100)))
        #expect(meter.step(limit, now: .milliseconds(5099)) == .limited(retryAfter: .milliseconds(1)))
        #expect(meter.step(limit, now: .milliseconds(5100)) == .admitted)
        #expect(meter.step(limit, now: .milliseconds(5100)) == .limited(retryAfter: .milliseconds(100)))
        for _ in 0..<3 { #expect(meter.step(limit, now: .seconds(60)) == .admitted) }
        #expect(meter.step(limit, now: .seconds(60)) != .admitted)
    }

    @Test("a burst of one has no slack")
    func single() throws {
        let limit = try limit(1, per: 60, burst: 1)
        var meter = RateMeter()
        #expect(meter.step(limit, now: .zero) == .admitted)
        #expect(meter.step(limit, now: .milliseconds(59_999)) == .limited(retryAfter: .milliseconds(1)))
        #expect(meter.step(limit, now: .seconds(60)) == .admitted)
    }

    @Test("whoever waits as long as told is admitted, and what was limited does not count")
    func retryAfter() throws {
        let entropy = Entropy.seeded(4)
        let limit = try limit(7, per: 3, burst: 4)
        var meter = RateMeter()
        var now = Duration.zero
        for _ in 0..<2000 {
            now += .milliseconds(entropy.bytes(1)[0])
            if case .limited(let wait) = meter.step(limit, now: now) {
                let before = meter
                #expect(wait > .zero)
                #expect(meter.step(limit, now: now + wait - .nanoseconds(1)) != .admitted)
                #expect(meter == before)
                now += wait
                #expect(meter.step(limit, now: now) == .admitted)
            }
        }
    }

    @Test("never admits more than burst and rate together, whatever the arrivals")
    func bound() throws {
        let limit = try limit(50, per: 1, burst: 20)
        let entropy = Entropy.seeded(5)
        var meter = RateMeter()
        var now = Duration.zero
        var admitted = 0
        for _ in 0..<5000 {
            now += .milliseconds(entropy.bytes(1)[0] % 8)
            if meter.step(limit, now: now) == .admitted { admitted += 1 }
            #expect(Double(admitted) <= 20 + (now / .seconds(1)) * 50 + 0.000001)
        }
        #expect(admitted > 500)
    }

    @Test("the extremes of the ranges do not overflow")
    func extremes() throws {
        let slow = try limit(1, per: 86_400, burst: 1_000_000)
        var meter = RateMeter()
        for _ in 0..<1_000 { #expect(meter.step(slow, now: .zero) == .admitted) }
        meter = RateMeter(theoreticalArrival: .seconds(86_400) * 1_000_000)
        #expect(meter.step(slow, now: .zero) != .admitted)
    }

    @Test(
        "limits outside the ranges do not exist",
        arguments: [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-1, 1, 1), (1_000_001, 1, 1), (1, 86_401, 1), (1, 1, 1_000_001)]
    )
    func ranges(requests: Int, seconds: Int, burst: Int) {
        #expect(RateLimit(requests: requests, windowSeconds: seconds, burst: burst) == nil)
    }
}
