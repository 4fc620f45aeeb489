import Domain
import Foundation
import TestSupport
import Testing

/// Random walks through the five portals at once, over HTTP, with an injected clock. After each step the answer is what
/// the model says, and again and again everything else is too. Steps that race are taken together: their answers are those
/// of one order or the other.
@Suite("Keys under random steps")
struct ModelTests {
    private static let steps = 10_000

    @Test("are never in a state outside the rules", .timeLimit(.minutes(20)))
    func walk() async throws {
        let seed =
            ProcessInfo.processInfo.environment["LATCHKEY_MODEL_SEED"].flatMap(UInt64.init) ?? .random(in: 0...(.max))
        print("model: seed \(seed) (LATCHKEY_MODEL_SEED=\(seed) walks it again), \(Self.steps) steps")
        // Near a leap day, and shortly before midnight.
        let start = try #require(Instant(rfc3339: "2028-02-28T23:10:00Z"))
        let clock = TestClock(start)
        try await withPlatform(clock: clock.wallClock) { platform in
            var walk = try await ModelWalk(platform, clock, seed: seed)
            for number in 1...Self.steps {
                try await walk.step(number)
                if number % 1_000 == 0 { try await walk.checkEverything() }
                if !walk.mismatches.isEmpty { break }
            }
            try await walk.checkEverything()
            print("model: \(walk.tally)")
            #expect(walk.mismatches == [], "seed \(seed)")
            #expect(walk.isBroad, "seed \(seed): \(walk.tally)")
        }
    }
}
