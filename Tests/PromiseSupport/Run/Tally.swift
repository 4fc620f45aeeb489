import Synchronization

/// What the tightenings came to, counted while they are made.
final class Tally: Sendable {
    struct Counts: Sendable {
        var receipts: [Plan.Kind: Int] = [:]
        /// From sending the request that was answered to its answer, in milliseconds.
        var times: [Double] = []
        var withLapsed = 0
        /// Attempts of which nothing became known: 503, or no answer.
        var unknownAttempts = 0
        /// Changes that never got a receipt.
        var dropped = 0
        /// Nothing was free to be changed so.
        var skipped = 0
        var refusals: [String] = []
        var loosenings = 0
        var lostLoosenings = 0
        var keysMade = 0
    }

    private let counts = Mutex(Counts())

    var all: Counts { counts.withLock { $0 } }
    var receipts: Int { counts.withLock { $0.times.count } }

    func count(_ change: (inout Counts) -> Void) {
        counts.withLock { change(&$0) }
    }
}
