import Foundation

/// Two ways of doing the same, measured in turns in one run on one machine: only their ratio means anything elsewhere.
package struct Comparison {
    let title: String
    let theirName: String
    let ourName: String

    package init(_ title: String, of ourName: String, with theirName: String) {
        self.title = title
        self.ourName = ourName
        self.theirName = theirName
    }

    /// Prints each round and the median of the ratios. Both answer how much they did in a second.
    package func run(
        rounds: Int,
        theirs: () async throws -> Double,
        ours: () async throws -> Double
    ) async throws {
        print(title)
        var ratios: [Double] = []
        for round in 1...rounds {
            let (theirs, ours) = (try await theirs(), try await ours())
            ratios.append(ours / theirs)
            print(
                "  round \(round): \(theirName) \(Int(theirs))/s, \(ourName) \(Int(ours))/s,",
                "ratio \(rounded(ours / theirs))"
            )
        }
        print("  median ratio \(rounded(ratios.sorted()[ratios.count / 2]))")
    }

    private func rounded(_ ratio: Double) -> String {
        String(format: "%.2f", ratio)
    }
}

/// Units of work a second, done by this many tasks one after another each.
///
/// - Parameter work: one unit, given the number of its task.
package func unitsPerSecond(
    tasks: Int,
    _ duration: Duration,
    _ work: @escaping @Sendable (Int) async throws -> Void
) async throws -> Double {
    let start = ContinuousClock.now
    let total = try await withThrowingTaskGroup(of: Int.self) { group in
        for task in 0..<tasks {
            group.addTask {
                var count = 0
                while ContinuousClock.now - start < duration {
                    try await work(task)
                    count += 1
                }
                return count
            }
        }
        return try await group.reduce(0, +)
    }
    return Double(total) / ((ContinuousClock.now - start) / .seconds(1))
}
