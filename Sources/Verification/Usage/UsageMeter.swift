package import Domain
internal import Store
internal import Synchronization

/// Counts, in this process's memory, what keys are answered and what gateways report: by tenant, key, hour and outcome, and
/// once more for the tenant as a whole.
///
/// What is counted on a key's ``UsageTally`` waits for nothing, but that what a VALID check asked for is noted under a lock of
/// its key; what is counted here waits for another count of the same part of the tenants. It comes together once a second,
/// when ``UsageFlusher`` takes it to write it.
package final class UsageMeter: Sendable {
    /// How many totals are kept.
    struct Capacity: Sendable {
        /// Beyond it, those that are written are forgotten.
        let kept: Int
        /// Beyond it, while nothing can be written, new ones are not begun, and what they would count is lost.
        let most: Int
        /// Of scopes, and of addresses: beyond it, what is asked for and from where is not told apart any more.
        let details: Int

        init(kept: Int = 250_000, most: Int = 1_000_000, details: Int = 250_000) {
            self.kept = kept
            self.most = most
            self.details = details
        }
    }

    private struct State {
        var ledgers: [ID<Tenant>: UsageLedger] = [:]
        /// Of ledgers that are gone.
        var unwritten: [UsageBatch] = []
    }

    private final class Shard: Sendable {
        let state = Mutex(State())
    }

    /// A tenant's ledger is in one of them.
    private let shards: [Shard] = (0..<64).map { _ in Shard() }
    private let capacity: Capacity
    let entropy: Entropy
    /// Which tenants' keys have been counted, so that reports find them.
    let owners = KeyOwners(capacity: 65_536)
    /// Secrets that are to be hashed under the newest pepper, which is written along with the counts.
    let moves = SecretMoves()

    private let tallies = TallyQueue()
    let details: Mutex<DetailLedger>
    /// Drained in the last round, with what they asked for.
    private let recent = Mutex<[UsageTally]>([])
    private let size = Atomic(0)
    private let lost = Atomic(0)
    private let rounds = Atomic(0)

    package convenience init(entropy: Entropy = .system) {
        self.init(capacity: Capacity(), entropy: entropy)
    }

    init(capacity: Capacity, entropy: Entropy = .system) {
        self.capacity = capacity
        self.entropy = entropy
        details = Mutex(DetailLedger(capacity: capacity.details))
    }

    deinit {
        // They and the queue hold each other.
        _ = tallies.takeAll()
    }

    /// Where checks of a key are counted as long as it is in memory. A key may have had, and may have, others.
    package func tally(of key: ID<APIKey>, in tenant: ID<Tenant>) -> UsageTally {
        UsageTally(of: key, in: tenant, queue: tallies)
    }

    /// Counts one check of a key, for whoever keeps no tally of it: the demo's use is made up that way.
    package func count(_ verdict: Verdict, of key: ID<APIKey>, in tenant: ID<Tenant>, at now: Instant) {
        add(1, of: .checked(verdict), to: key, in: tenant, at: now, usedAt: now)
        owners.learn(tenant, of: key)
    }

    /// Counts what happened after checks: no request, and no use.
    func report(succeeded: Int, failed: Int, of key: ID<APIKey>, in tenant: ID<Tenant>, at now: Instant) {
        if succeeded > 0 { add(succeeded, of: .reportedSucceeded, to: key, in: tenant, at: now, usedAt: nil) }
        if failed > 0 { add(failed, of: .reportedFailed, to: key, in: tenant, at: now, usedAt: nil) }
    }

    private func add(
        _ count: Int,
        of outcome: UsageOutcome,
        to key: ID<APIKey>,
        in tenant: ID<Tenant>,
        at now: Instant,
        usedAt use: Instant?
    ) {
        let hour = UsageInterval.hour.start(of: now)
        shard(of: tenant).state.withLock { state in
            for key in [key, .wholeTenant] {
                let slot = UsageSlot(key: key, hour: hour, outcome: outcome)
                add(count, to: slot, of: tenant, usedAt: use, &state)
            }
        }
    }

    private func add(
        _ count: Int,
        to slot: UsageSlot,
        of tenant: ID<Tenant>,
        usedAt use: Instant?,
        _ state: inout State
    ) {
        if let ledger = state.ledgers[tenant], ledger.hour < slot.hour { close(ledger, &state) }
        if state.ledgers[tenant]?.has(slot) != true {
            guard size.load(ordering: .relaxed) < capacity.most else {
                lost.wrappingAdd(count, ordering: .relaxed)
                return
            }
            size.wrappingAdd(1, ordering: .relaxed)
        }
        // In place: a copy would be one of all its tallies.
        state.ledgers[tenant, default: open(tenant, slot.hour)].add(count, to: slot, usedAt: use)
    }

    private func open(_ tenant: ID<Tenant>, _ hour: Instant) -> UsageLedger {
        UsageLedger(of: tenant, as: .make(at: hour, using: entropy), hour: hour)
    }

    /// Forgets a ledger, all but what of it is not yet taken.
    private func close(_ ledger: UsageLedger, _ state: inout State) {
        var ledger = ledger
        state.ledgers[ledger.tenant] = nil
        size.wrappingSubtract(ledger.size, ordering: .relaxed)
        if let batch = ledger.take() { keep(batch, &state) }
    }

    private func keep(_ batch: UsageBatch, _ state: inout State) {
        state.unwritten.append(batch)
        size.wrappingAdd(batch.rows.count, ordering: .relaxed)
    }

    private func shard(of tenant: ID<Tenant>) -> Shard {
        // The low bits of an id are random.
        shards[Int(truncatingIfNeeded: tenant.bits & 63)]
    }
}

// MARK: - Writing

extension UsageMeter {
    /// What has changed since it was last taken, a tenant at a time. Of each it is said whether it was written, by `settle` or
    /// `putBack`.
    func take() -> [UsageBatch] {
        drainTallies()
        let patience = isFull ? 1 : Self.quietRounds
        let batches = shards.flatMap { shard in shard.state.withLock { take(from: &$0, forgettingAfter: patience) } }
        guard !batches.isEmpty else { return [] }
        // Not always in the same order, so that one that fails again and again does not keep the others waiting.
        let start = rounds.wrappingAdd(1, ordering: .relaxed).oldValue % batches.count
        return Array(batches[start...] + batches[..<start])
    }

    private func drainTallies() {
        let taken = tallies.takeAll()
        // Ahead of draining, which leaves nothing by which one that is in use could be told from one that lies idle.
        for tally in recent.withLock({ $0 }) { tally.forgetIdleDetails() }
        for tally in taken {
            tally.drain { verdict, hour, count, use in
                add(count, of: .checked(verdict), to: tally.key, in: tally.tenant, at: hour, usedAt: use)
            }
            owners.learn(tally.tenant, of: tally.key)
        }
        let used = drainDetails(of: taken)
        recent.withLock { $0 = used }
        // After them: one that is drained may have displaced something just before.
        for (place, displaced) in tallies.takeDisplaced() {
            let outcome = UsageOutcome.checked(place.verdict)
            let use = displaced.lastUse
            add(displaced.count, of: outcome, to: place.key, in: place.tenant, at: place.hour, usedAt: use)
        }
    }

    private func take(from state: inout State, forgettingAfter patience: Int) -> [UsageBatch] {
        var batches = state.unwritten
        state.unwritten = []
        size.wrappingSubtract(batches.reduce(0) { $0 + $1.rows.count }, ordering: .relaxed)
        for tenant in Array(state.ledgers.keys) {
            if let batch = state.ledgers[tenant]?.take() { batches.append(batch) }
            guard let ledger = state.ledgers[tenant], ledger.quietRounds >= patience else { continue }
            close(ledger, &state)
        }
        return batches
    }

    /// Five minutes, written once a second.
    private static let quietRounds = 300

    private var isFull: Bool { size.load(ordering: .relaxed) > capacity.kept }

    /// The batch was written. Only what is written can be forgotten, or each round of an outage would begin everything anew.
    func settle(_ batch: UsageBatch) {
        guard isFull else { return }
        shard(of: batch.tenant).state.withLock { state in
            guard let ledger = state.ledgers[batch.tenant], ledger.process == batch.process else { return }
            close(ledger, &state)
        }
    }

    /// The batch was not written, or may not have been.
    func putBack(_ batch: UsageBatch) {
        shard(of: batch.tenant).state.withLock { state in
            if state.ledgers[batch.tenant]?.process == batch.process {
                state.ledgers[batch.tenant]?.putBack(batch)
            } else {
                keep(batch, &state)
            }
        }
    }

    /// How many counts there was no room for, since this was last asked.
    func takeLost() -> Int {
        lost.exchange(0, ordering: .relaxed)
    }

    /// Totals in memory.
    var totals: Int { size.load(ordering: .relaxed) }
}
