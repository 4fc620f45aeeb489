internal import Domain
internal import Store
internal import Synchronization

/// Keys by the kid of one of their secrets: so many at most, those that are not used making room for others. Divided so that
/// checks rarely wait for each other; but of each key there is one copy, so that a change counts for all threads at once.
///
/// A kid that nobody has is never kept.
final class KeyCache: Sendable {
    private final class Shard: Sendable {
        let state = Mutex(State())
    }

    private struct State {
        var keys: [Kid: CachedKey] = [:]
        /// In the order in which they are asked to make room.
        var ring: [Kid] = []
        var hand = 0
    }

    private let shards: [Shard] = (0..<64).map { _ in Shard() }
    private let capacityOfShard: Int
    let capacity: Int
    private let marks = Marks()
    let figures = Figures()

    /// What has happened since the start.
    final class Figures: Sendable {
        let evictions = Atomic(0)
        let changes = Atomic(0)
    }

    init(capacity: Int) {
        self.capacity = capacity
        capacityOfShard = max(1, (capacity + 63) / 64)
    }

    /// Only while the lease is trusted is it as good as the database.
    func find(_ kid: Kid) -> CachedKey? {
        guard let key = shard(of: kid).state.withLock({ $0.keys[kid] }), key.isCurrent else { return nil }
        key.noteUse()
        return key
    }

    /// Keeps what was read; nil when it is from before a change that is known already.
    ///
    /// - Parameters:
    ///   - sent: when the reading was sent.
    ///   - isKept: false while the lease is not trusted: then it is good for this one answer.
    ///   - usage: where its checks are counted.
    func admit(
        _ found: KeySnapshot,
        readAt sent: MonotonicInstant,
        isKept: Bool,
        usage: UsageTally
    ) -> CachedKey? {
        guard let marks = marks.take(found.dependencies, readAt: sent) else { return nil }
        let key = CachedKey(found, marks: marks, usage: usage)
        let replaced = isKept ? keep(key) : key
        if let replaced { giveBack(replaced) }
        return key
    }

    /// Changes what is in memory, and what is being read at this moment.
    func apply(_ changes: [VerdictChange], at now: MonotonicInstant) {
        guard !changes.isEmpty else { return }
        marks.apply(changes, at: now)
        figures.changes.add(changes.count, ordering: .relaxed)
    }

    func forgetAll(at now: MonotonicInstant) {
        marks.invalidateAll(at: now)
        for shard in shards { shard.state.withLock { $0 = State() } }
    }

    var count: Int {
        shards.reduce(0) { $0 + $1.state.withLock { $0.keys.count } }
    }

    private func shard(of kid: Kid) -> Shard {
        shards[Int(truncatingIfNeeded: kid.mixed & 63)]
    }

    private func giveBack(_ key: CachedKey) {
        for (object, mark) in zip(key.dependencies, key.marks) {
            marks.giveBack(mark, of: object)
        }
    }

    /// - Returns: the one whose place it takes.
    private func keep(_ key: CachedKey) -> CachedKey? {
        let kid = key.facts.kid
        return shard(of: kid).state.withLock { state in
            if let before = state.keys.updateValue(key, forKey: kid) { return before }
            guard state.ring.count >= capacityOfShard else {
                state.ring.append(kid)
                return nil
            }
            figures.evictions.add(1, ordering: .relaxed)
            return evict(for: kid, &state)
        }
    }

    /// Second chance: one that was used since the hand last passed is passed over once.
    private func evict(for kid: Kid, _ state: inout State) -> CachedKey? {
        while true {
            let candidate = state.ring[state.hand]
            let place = state.hand
            state.hand = (state.hand + 1) % state.ring.count
            guard let key = state.keys[candidate], key.isCurrent, key.takeUse() else {
                state.ring[place] = kid
                return state.keys.removeValue(forKey: candidate)
            }
        }
    }
}
