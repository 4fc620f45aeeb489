package import Domain
internal import Synchronization

extension UsageMeter {
    /// Notes what one check that was VALID asked for, and from where, for whoever keeps no tally of the key: the demo's use is
    /// made up that way.
    package func note(_ question: Check.Question, of key: ID<APIKey>, in tenant: ID<Tenant>, at now: Instant) {
        let place = DetailLedger.Place(tenant: tenant, key: key, hour: UsageInterval.hour.start(of: now))
        add([(UsageDetail(scopes: question.scopes), 1), (UsageDetail(address: question.ip), 1)], to: place)
    }

    /// Takes what was noted on tallies. Begins a round of the ledger, ahead of what comes in it.
    ///
    /// - Returns: those that are to be asked later if they lie idle.
    func drainDetails(of tallies: [UsageTally]) -> [UsageTally] {
        let drained = tallies.compactMap { tally in tally.drainDetails().map { (tally, $0) } }
        let hour = drained.flatMap(\.1.noted).map(\.hour).max()
        details.withLock { $0.beginRound(of: hour) }
        for (tally, drained) in drained {
            details.withLock { $0.lose(drained.lost) }
            for (hour, noted) in Dictionary(grouping: drained.noted, by: \.hour) {
                let place = DetailLedger.Place(tenant: tally.tenant, key: tally.key, hour: hour)
                add(noted.map { ($0.detail, $0.count) }, to: place)
            }
        }
        return drained.map(\.0)
    }

    private func add(_ counts: [(UsageDetail, Int)], to place: DetailLedger.Place) {
        details.withLock { ledger in
            for (detail, count) in counts {
                ledger.add(count, of: detail, to: place) { .make(at: place.hour, using: entropy) }
            }
        }
    }

    // MARK: - Writing

    /// What has changed since it was last taken. Ahead of the counts, so that of no check that is counted it is unknown what it
    /// asked for, only because that is not written yet.
    func takeDetails(rowsAtOnce: Int) -> [DetailBatch] {
        details.withLock { $0.take(rowsAtOnce: rowsAtOnce) }
    }

    func settle(_ batch: DetailBatch, isWritten: Bool) {
        details.withLock { $0.settle(batch, isWritten: isWritten) }
    }

    /// How often there was no room to tell what a check asked for, or from where, since this was last asked.
    func takeLostDetails() -> Int {
        details.withLock { $0.takeLost() }
    }

    /// Totals of it in memory.
    var detailTotals: Int { details.withLock { $0.size } }
}
