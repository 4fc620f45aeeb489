import Foundation
import TestSupport
import Testing

/// A random walk through a random organisation: keys, groups, members, ceilings, invitations and links to passwords, by
/// people who hold what they give or do not.
@Suite("Grants under random steps")
struct GrantsTests {
    private static let steps = 1_000

    @Test("are never of what nobody held who gave them", .timeLimit(.minutes(10)))
    func walk() async throws {
        let seed =
            ProcessInfo.processInfo.environment["LATCHKEY_GRANTS_SEED"].flatMap(UInt64.init) ?? .random(in: 0...(.max))
        print("grants: seed \(seed) (LATCHKEY_GRANTS_SEED=\(seed) walks it again), \(Self.steps) steps")
        try await withPlatform { platform in
            let walk = try await GrantsWalk(platform, seed: seed)
            for number in 1...Self.steps {
                try await walk.step(number)
                if !walk.mismatches.isEmpty { break }
            }
            print("grants: \(walk.tally.sorted { $0.key < $1.key }.map { "\($0) \($1)" }.joined(separator: ", "))")
            #expect(walk.mismatches == [], "seed \(seed)")
            #expect(walk.isBroad == true, "seed \(seed)")
        }
    }
}
