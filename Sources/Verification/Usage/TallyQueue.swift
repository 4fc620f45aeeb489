internal import Domain
internal import Synchronization

/// The tallies on which something was counted since they were last taken: a stack to which any thread adds without waiting,
/// and which is taken as a whole.
final class TallyQueue: Sendable {
    /// What tallies had no room for.
    struct Displaced: Sendable {
        var count: Int
        var lastUse: Instant
    }

    struct Place: Hashable, Sendable {
        let tenant: ID<Tenant>
        let key: ID<APIKey>
        let verdict: Verdict
        let hour: Instant
    }

    /// The address of the one that came last, 0 when there is none. All that are here are retained.
    private let newest = Atomic<UInt>(0)
    private let displaced = Mutex<[Place: Displaced]>([:])

    func push(_ tally: UsageTally) {
        let added = UInt(bitPattern: Unmanaged.passRetained(tally).toOpaque())
        var first = newest.load(ordering: .relaxed)
        while true {
            tally.next.store(first, ordering: .relaxed)
            let (isDone, found) = newest.weakCompareExchange(
                expected: first,
                desired: added,
                successOrdering: .releasing,
                failureOrdering: .relaxed
            )
            if isDone { return }
            first = found
        }
    }

    /// All of them, none of which is queued again before it is drained.
    func takeAll() -> [UsageTally] {
        var tallies: [UsageTally] = []
        var address = newest.exchange(0, ordering: .acquiring)
        while let added = UnsafeRawPointer(bitPattern: address) {
            let tally = Unmanaged<UsageTally>.fromOpaque(added).takeRetainedValue()
            address = tally.next.load(ordering: .relaxed)
            tallies.append(tally)
        }
        return tallies
    }

    func keep(_ count: HourCount, of verdict: Verdict, from tally: UsageTally, usedAt use: Instant) {
        let place = Place(tenant: tally.tenant, key: tally.key, verdict: verdict, hour: count.hour)
        displaced.withLock { displaced in
            displaced[place, default: Displaced(count: 0, lastUse: use)].count += count.count
            displaced[place]?.lastUse = use
        }
    }

    func takeDisplaced() -> [Place: Displaced] {
        displaced.withLock { displaced in
            defer { displaced = [:] }
            return displaced
        }
    }
}
