package import Domain
internal import Synchronization

/// What has been counted of one key since the meter last took it: what is held in memory of a key keeps one, and counts on it.
/// Counting takes no lock. Noting what a VALID check asked for takes one, of this key alone: see ``DetailCells``.
///
/// A counter is one word that holds both a count and the hour that it is of, and is changed as a whole. So a count is
/// never of another hour than its own, whatever happens in between and however `now` steps. Of two hours at once a
/// counter holds but one: what it held of the other is handed to the queue, which is exact too, and slower. That is for
/// the moment in which one hour becomes the next.
///
/// Nothing is lost when the key is forgotten: from the first count on, the queue keeps the tally until it is drained.
package final class UsageTally: Sendable {
    let key: ID<APIKey>
    let tenant: ID<Tenant>
    private let queue: TallyQueue
    private let counters = InlineArray<12, Atomic<UInt64>> { _ in Atomic(0) }
    private let lastUse = Atomic(Int64.min)
    /// The address of the one behind it in the queue; 0 when there is none.
    let next = Atomic<UInt>(0)
    private let isQueued = Atomic(false)
    private let isMoving = Atomic(false)
    /// What VALID checks asked for, and from where. Nil while the key is not in use, so that a key in memory does not pay for it.
    let details = Mutex<Details?>(nil)

    init(of key: ID<APIKey>, in tenant: ID<Tenant>, queue: TallyQueue) {
        self.key = key
        self.tenant = tenant
        self.queue = queue
    }

    /// Counts a check whose secret matched.
    package func count(_ verdict: Verdict, at now: Instant) {
        noteUse(now)
        let counter = verdict.index
        let hour = HourCount.number(of: now)
        var word = counters[counter].load(ordering: .relaxed)
        while true {
            let (increased, displaced) = HourCount(word).incremented(of: hour)
            // Acquires what a drain released: who counts behind it sees that the tally is not queued any more.
            let (isDone, found) = counters[counter].weakCompareExchange(
                expected: word,
                desired: increased.word,
                successOrdering: .acquiringAndReleasing,
                failureOrdering: .relaxed
            )
            if isDone {
                if let displaced { queue.keep(displaced, of: verdict, from: self, usedAt: use) }
                break
            }
            word = found
        }
        if !isQueued.load(ordering: .relaxed), !isQueued.exchange(true, ordering: .acquiring) { queue.push(self) }
    }

    /// Within one millisecond the first is enough: more is not told of it.
    private func noteUse(_ now: Instant) {
        let known = lastUse.load(ordering: .relaxed)
        guard known == .min || now.microseconds / 1000 > known / 1000 else { return }
        lastUse.max(now.microseconds, ordering: .relaxed)
    }

    private var use: Instant { Instant(microseconds: lastUse.load(ordering: .relaxed)) }

    /// Takes what was counted, by verdict and hour. Only the queue's owner does, with what it took out of the queue.
    func drain(_ body: (Verdict, Instant, Int, _ lastUse: Instant) -> Void) {
        // Ahead of the counters, each of which is exchanged even when it is 0: who counts behind that queues the tally again.
        isQueued.store(false, ordering: .releasing)
        for (counter, verdict) in Verdict.allCases.enumerated() {
            let taken = HourCount(counters[counter].exchange(0, ordering: .acquiringAndReleasing))
            if taken.count > 0 { body(verdict, taken.hour, taken.count, use) }
        }
    }

    /// Whether it falls to the caller to have the secret hashed under the newest pepper. To one caller it does.
    func claimMove() -> Bool {
        !isMoving.load(ordering: .relaxed) && !isMoving.exchange(true, ordering: .relaxed)
    }

    /// There was no room for it: somebody else shall try again.
    func releaseMove() {
        isMoving.store(false, ordering: .relaxed)
    }
}

/// A count and the hour that it is of, in one word.
struct HourCount {
    let word: UInt64

    init(_ word: UInt64) { self.word = word }

    private init(hour: UInt64, count: UInt64) { word = hour << Self.countBits | count }

    /// 68 billion, taken out each second. The other bits are enough for the hours of the years -13,000 to 17,000.
    private static let countBits: UInt64 = 36
    private static let mostCount: UInt64 = 1 << countBits - 1
    private static let microseconds: Int64 = 3_600_000_000

    /// The bits of an hour's number since 1970.
    static func number(of now: Instant) -> UInt64 {
        let (quotient, remainder) = now.microseconds.quotientAndRemainder(dividingBy: microseconds)
        return UInt64(bitPattern: Int64(remainder < 0 ? quotient - 1 : quotient)) & (1 << (64 - countBits) - 1)
    }

    var count: Int { Int(word & Self.mostCount) }

    /// Its start.
    var hour: Instant {
        Instant(microseconds: (Int64(bitPattern: word) >> Int64(Self.countBits)) * Self.microseconds)
    }

    /// Of an hour by its number.
    static func start(of number: UInt64) -> Instant {
        HourCount(hour: number, count: 0).hour
    }

    /// One more of this hour, and what there was of another one.
    func incremented(of hour: UInt64) -> (HourCount, displaced: HourCount?) {
        let count = word & Self.mostCount
        if count == 0 { return (HourCount(hour: hour, count: 1), nil) }
        if word >> Self.countBits == hour, count < Self.mostCount { return (HourCount(word + 1), nil) }
        return (HourCount(hour: hour, count: 1), self)
    }
}
