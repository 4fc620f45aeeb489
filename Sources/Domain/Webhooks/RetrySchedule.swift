/// When a delivery that failed is sent once more: at first soon, for receivers that are just being restarted, and then ever less
/// often, over three days.
package enum RetrySchedule {
    /// Each give or take a fifth, so that what failed together does not come back together.
    package static let waits: [Duration] = [
        .seconds(5), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(5 * 3600), .seconds(10 * 3600),
        .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
    ]

    package static let attempts = waits.count + 1

    /// What a receiver may ask for at most.
    package static let longestRetryAfter = Duration.seconds(24 * 3600)

    /// How long to wait behind the attempt of that number; nil when it was the last.
    ///
    /// - Parameter retryAfter: what the receiver asked for, who is not bothered earlier.
    package static func wait(after attempt: Int, retryAfter: Duration? = nil, using entropy: Entropy) -> Duration? {
        guard attempt <= waits.count else { return nil }
        let chance = entropy.bytes(2).reduce(0.0) { $0 * 256 + Double($1) } / 65_535
        let wait = waits[max(0, attempt - 1)] * (0.8 + 0.4 * chance)
        return max(wait, min(retryAfter ?? .zero, longestRetryAfter))
    }
}
