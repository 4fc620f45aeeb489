internal import Domain
internal import Store

/// What is counted.
struct UsageSlot: Hashable, Sendable {
    let key: ID<APIKey>
    /// Its start.
    let hour: Instant
    let outcome: UsageOutcome
}

/// What has been counted of one tenant's keys since the ledger was opened: running totals, under a process id of its own.
///
/// A ledger is for one hour. Whatever is forgotten with it is never counted on: what comes later, and be it of the same
/// hour, is counted from nothing under the id of the next ledger.
struct UsageLedger: Sendable {
    private struct Tally {
        var count = 0
        var lastUse: Instant?
        /// Whether it is among those that have changed.
        var hasChanged = false
    }

    let tenant: ID<Tenant>
    let process: ID<UsageProcess>
    let hour: Instant
    private var tallies: [UsageSlot: Tally] = [:]
    /// Since they were last taken.
    private var changed: [UsageSlot] = []
    /// How often nothing had changed, one time after the other.
    private(set) var quietRounds = 0

    init(of tenant: ID<Tenant>, as process: ID<UsageProcess>, hour: Instant) {
        self.tenant = tenant
        self.process = process
        self.hour = hour
    }

    var size: Int { tallies.count }

    func has(_ slot: UsageSlot) -> Bool { tallies[slot] != nil }

    mutating func add(_ count: Int, to slot: UsageSlot, usedAt now: Instant?) {
        var tally = tallies[slot] ?? Tally()
        tally.count = min(tally.count + count, Self.mostCount)
        tally.lastUse = later(tally.lastUse, now)
        if !tally.hasChanged { changed.append(slot) }
        tally.hasChanged = true
        tallies[slot] = tally
    }

    /// A trillion: more than happens in an hour, and little enough that no sum of such counts overflows.
    private static let mostCount = 1_000_000_000_000

    /// What has changed since this was last asked.
    mutating func take() -> UsageBatch? {
        quietRounds = changed.isEmpty ? quietRounds + 1 : 0
        guard !changed.isEmpty else { return nil }
        let rows = changed.map { slot in
            let tally = tallies[slot] ?? Tally()
            tallies[slot]?.hasChanged = false
            return UsageRow(
                key: slot.key,
                hour: slot.hour,
                outcome: slot.outcome,
                count: tally.count,
                lastUse: tally.lastUse
            )
        }
        changed = []
        return UsageBatch(tenant: tenant, process: process, rows: rows)
    }

    /// Notes that what was taken was not written, or may not have been.
    mutating func putBack(_ batch: UsageBatch) {
        for row in batch.rows {
            let slot = UsageSlot(key: row.key, hour: row.hour, outcome: row.outcome)
            guard tallies[slot]?.hasChanged == false else { continue }
            tallies[slot]?.hasChanged = true
            changed.append(slot)
        }
    }

    private func later(_ one: Instant?, _ other: Instant?) -> Instant? {
        guard let one, let other else { return one ?? other }
        return max(one, other)
    }
}

/// Running totals to be written in one transaction.
struct UsageBatch: Sendable {
    let tenant: ID<Tenant>
    let process: ID<UsageProcess>
    let rows: [UsageRow]

    /// In parts of a size that one transaction writes in a moment.
    func parts(of size: Int) -> [UsageBatch] {
        stride(from: 0, to: rows.count, by: size).map { start in
            UsageBatch(tenant: tenant, process: process, rows: Array(rows[start..<min(start + size, rows.count)]))
        }
    }
}
