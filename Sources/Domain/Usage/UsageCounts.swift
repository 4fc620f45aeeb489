/// How often each outcome came about.
package struct UsageCounts: Hashable, Sendable {
    private var counts: [UsageOutcome: Int] = [:]

    package init() {}

    package mutating func add(_ count: Int, of outcome: UsageOutcome) {
        counts[outcome, default: 0] += count
    }

    package mutating func add(_ others: UsageCounts) {
        counts.merge(others.counts, uniquingKeysWith: +)
    }

    package subscript(_ outcome: UsageOutcome) -> Int { counts[outcome] ?? 0 }

    package var balance: UsageBalance {
        let valid = self[.checked(.valid)]
        return UsageBalance(
            valid: valid,
            denied: verdicts.reduce(0) { $0 + $1.count } - valid,
            reportedFailed: self[.reportedFailed]
        )
    }

    /// The verdicts that there were, in the order of the check.
    package var verdicts: [(verdict: Verdict, count: Int)] {
        Verdict.allCases.map { ($0, self[.checked($0)]) }.filter { $0.1 > 0 }
    }
}
