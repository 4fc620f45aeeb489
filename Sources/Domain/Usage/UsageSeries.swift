/// What was counted in each interval of a range, those included in which nothing was.
package struct UsageSeries: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
        package let start: Instant
        package let counts: UsageCounts
    }

    /// A count of one outcome in the interval that starts here.
    package struct Count: Sendable {
        package let start: Instant
        package let outcome: UsageOutcome
        package let count: Int

        package init(start: Instant, outcome: UsageOutcome, count: Int) {
            self.start = start
            self.outcome = outcome
            self.count = count
        }
    }

    package let range: UsageRange
    package let points: [Point]

    /// - Parameter counts: in any order; what is not in the range is left out.
    package init(_ range: UsageRange, _ counts: [Count]) {
        var found: [Instant: UsageCounts] = [:]
        for count in counts {
            found[count.start, default: UsageCounts()].add(count.count, of: count.outcome)
        }
        self.range = range
        points = range.starts.map { Point(start: $0, counts: found[$0] ?? UsageCounts()) }
    }

    package var total: UsageCounts {
        points.reduce(into: UsageCounts()) { $0.add($1.counts) }
    }
}
