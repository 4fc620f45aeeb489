/// Pauses between attempts that fail: doubled from one to the next, up to the longest, less a random part of up to a
/// half, so that many clients do not come back at once.
struct Backoff: Sendable {
    private let range: ClosedRange<Duration>
    private var failures = 0
    private(set) var pause: Duration = .zero

    init(_ range: ClosedRange<Duration>) {
        self.range = range
    }

    mutating func succeeded() {
        failures = 0
        pause = .zero
    }

    /// - Parameter jitter: from 0 to 1.
    mutating func failed(jitter: Double) {
        let doubled = range.lowerBound * (1 << min(failures, 16))
        failures += 1
        pause = min(doubled, range.upperBound) * (1 - jitter / 2)
    }
}
