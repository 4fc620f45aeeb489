/// How long something took, each time since the start: how often it was within each of some bounds, and all of it together.
/// Noting a time takes no lock and no memory.
package final class Histogram: Sendable {
    /// Ascending, at most 14: with what lies beyond the last, and the sum, they fill a stripe.
    package struct Bounds: Sendable, ExpressibleByArrayLiteral {
        let nanoseconds: [Int]

        package init(arrayLiteral durations: Duration...) {
            nanoseconds = durations.map(\.inNanoseconds)
            precondition(nanoseconds.count <= Stripes.words - 2 && nanoseconds == nanoseconds.sorted())
        }
    }

    private let bounds: Bounds
    private let stripes = Stripes()

    package init(_ bounds: Bounds) {
        self.bounds = bounds
    }

    package func note(_ duration: Duration) {
        note(nanoseconds: duration.inNanoseconds)
    }

    package func note(nanoseconds: Int) {
        var bucket = 0
        while bucket < bounds.nanoseconds.count, nanoseconds > bounds.nanoseconds[bucket] {
            bucket += 1
        }
        stripes.add(1, to: bucket)
        stripes.add(nanoseconds, to: Self.sum)
    }

    private static let sum = Stripes.words - 1

    struct Reading {
        /// Each with how many were within its bound, those of the lower ones included; the last is without bound.
        let buckets: [(bound: Double?, count: Int)]
        let seconds: Double
    }

    func read() -> Reading {
        var count = 0
        var buckets: [(bound: Double?, count: Int)] = []
        for index in 0...bounds.nanoseconds.count {
            count += stripes.sum(of: index)
            let bound = index < bounds.nanoseconds.count ? Double(bounds.nanoseconds[index]) / 1e9 : nil
            buckets.append((bound, count))
        }
        return Reading(buckets: buckets, seconds: Double(stripes.sum(of: Self.sum)) / 1e9)
    }

    /// How many times were noted.
    package var count: Int { read().buckets.last?.count ?? 0 }
}

extension Histogram.Bounds {
    /// From ten microseconds to a second: what is answered from memory, and what the database is asked for.
    package static let checks: Self = [
        .microseconds(10), .microseconds(25), .microseconds(50), .microseconds(100), .microseconds(250),
        .microseconds(500), .milliseconds(1), .microseconds(2500), .milliseconds(5), .milliseconds(10),
        .milliseconds(25), .milliseconds(100), .milliseconds(250), .seconds(1),
    ]

    /// From a millisecond to thirty seconds: the admin API, and rounds of background work.
    package static let requests: Self = [
        .milliseconds(1), .microseconds(2500), .milliseconds(5), .milliseconds(10), .milliseconds(25),
        .milliseconds(50), .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1),
        .milliseconds(2500), .seconds(5), .seconds(10), .seconds(30),
    ]

    /// Around what a receipt takes, and what a lease lapses after (1.3 s).
    package static let receipts: Self = [
        .milliseconds(1), .microseconds(2500), .milliseconds(5), .milliseconds(10), .milliseconds(20),
        .milliseconds(50), .milliseconds(100), .milliseconds(250), .milliseconds(500), .seconds(1),
        .milliseconds(1300), .seconds(2), .seconds(5), .seconds(10),
    ]
}

extension Duration {
    fileprivate var inNanoseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) &* 1_000_000_000 &+ Int(attoseconds / 1_000_000_000)
    }
}
