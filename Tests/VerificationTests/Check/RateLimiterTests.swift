import Domain
import Synchronization
import Testing

@testable import Verification

@Suite("Rate limits", .timeLimit(.minutes(5)))
struct RateLimiterTests {
    /// A monotonic clock that a test moves.
    final class Clock: Sendable {
        private let time = Mutex(Duration.zero)

        var now: Duration { time.withLock { $0 } }

        func advance(by duration: Duration) {
            time.withLock { $0 += duration }
        }
    }

    private func key(_ number: UInt128) -> ID<APIKey> {
        ID(bits: number)
    }

    @Test("so many come at once, then one an interval")
    func admitsBurst() throws {
        let clock = Clock()
        let limiter = RateLimiter(now: { clock.now })
        let limit = try #require(RateLimit(requests: 10, windowSeconds: 10, burst: 3))
        #expect((0..<3).allSatisfy { _ in limiter.step(key(1), limit) == .admitted })
        #expect(limiter.step(key(1), limit) == .limited(retryAfter: .seconds(1)))
        #expect(limiter.step(key(2), limit) == .admitted)
        clock.advance(by: .seconds(1))
        #expect(limiter.step(key(1), limit) == .admitted)
        #expect(limiter.step(key(1), limit) != .admitted)
    }

    @Test("it forgets the keys whose allowance is whole before those that used theirs")
    func forgetsWholeAllowances() throws {
        let clock = Clock()
        let limiter = RateLimiter(capacity: 8, now: { clock.now })
        let slow = try #require(RateLimit(requests: 1, windowSeconds: 3600, burst: 1))
        let quick = try #require(RateLimit(requests: 1, windowSeconds: 1, burst: 1))
        // Multiples of 64 share a shard.
        #expect(limiter.step(key(64), slow) == .admitted)
        for number in 2...8 {
            #expect(limiter.step(key(UInt128(number) * 64), quick) == .admitted)
        }
        clock.advance(by: .seconds(2))
        for number in 9...12 {
            #expect(limiter.step(key(UInt128(number) * 64), quick) == .admitted)
        }
        #expect(limiter.step(key(64), slow) != .admitted)
    }

    @Test("it stays within its bound, whoever comes")
    func staysBounded() throws {
        let clock = Clock()
        let limiter = RateLimiter(capacity: 8, now: { clock.now })
        let limit = try #require(RateLimit(requests: 1, windowSeconds: 3600, burst: 1))
        for number in 0..<10_000 {
            #expect(limiter.step(key(UInt128(number)), limit) == .admitted)
        }
        // From the last to come: those that are remembered are refused, before the forgotten take their places.
        let remembered = (0..<10_000).reversed().prefix { limiter.step(key(UInt128($0)), limit) != .admitted }
        #expect(1...64 * 8 ~= remembered.count)
    }

    @Test("RATE_LIMITED says when to come again, and costs nothing where something else is wrong")
    func tellsWhen() async throws {
        try await withKeys { bench in
            let owner = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: owner) { facts in
                facts.rateLimit = #"{"requests":1,"window_seconds":3600,"burst":1}"#
            }
            let asked = Asked(key: key.text)
            #expect(try await bench.listener.authorize(Asked(key: key.text, scopes: ["no:such"])).status == 403)
            #expect(try await bench.listener.authorize(asked).status == 204)
            let limited = try await bench.listener.authorize(asked)
            #expect(limited.status == 429)
            #expect(limited["retry-after"] == "3600")
            let forNginx = try await bench.listener.authorize(asked, ["limited=403"])
            #expect(forNginx.status == 403)
            #expect(forNginx["x-auth-code"] == "RATE_LIMITED")
            #expect(forNginx["retry-after"] == "3600")
            let verified = try await bench.listener.verify(asked)
            #expect(verified.verdict == "RATE_LIMITED")
            #expect(verified["retry-after"] == "3600")
        }
    }
}
