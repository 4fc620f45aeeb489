internal import Domain
internal import Store

/// What VALID checks asked for and from where, by key and hour: running totals of this process, each key and hour under a
/// process id of its own, so that whatever is forgotten is never counted on.
///
/// Everything about it is bounded. Of a key in an hour no more is told apart than ``DetailCells`` does, whatever comes and
/// goes meanwhile; and in all there are so many totals at most, of scopes and of addresses apart from each other. What there
/// is no room for is not written at all: the counts of ``UsageMeter`` say that it was there, and whoever asks is told that it
/// is not known.
struct DetailLedger: Sendable {
    struct Place: Hashable, Sendable {
        let tenant: ID<Tenant>
        let key: ID<APIKey>
        /// Its start.
        let hour: Instant
    }

    private struct Total {
        var count = 0
        var hasChanged = false
    }

    private struct Page {
        let process: ID<UsageProcess>
        var totals: [UsageDetail: Total] = [:]
        var scopes = 0
        var addresses = 0
        /// Whether it is among those that have changed.
        var hasChanged = false
        /// Taken, and not settled yet.
        var isUnderWay = false
        /// The round in which something was added.
        var round = 0

        init(process: ID<UsageProcess>) { self.process = process }

        mutating func add(_ count: Int, of detail: UsageDetail) {
            totals[detail, default: Total()].count += count
            totals[detail]?.hasChanged = true
        }
    }

    private var scopes: DetailRoom
    private var addresses: DetailRoom
    private var pages: [Place: Page] = [:]
    private var changed: [Place] = []
    private var round = 0
    /// The latest of which anything was counted in the last round that counted anything: not the latest ever, since clocks
    /// are put right.
    private var thisHour: Instant?
    private var hourOfRound: Instant?
    /// Whether there may be pages of other hours.
    private var hasClosedPages = false
    /// Counts that there was no room for, since this was last asked.
    private var lost = 0

    /// - Parameter capacity: of each kind.
    init(capacity: Int) {
        scopes = DetailRoom(capacity: capacity)
        addresses = DetailRoom(capacity: capacity)
    }

    /// Totals that are kept.
    var size: Int { scopes.taken + addresses.taken }

    /// - Parameter process: makes an id, for a key and hour of which there is nothing yet.
    mutating func add(_ count: Int, of detail: UsageDetail, to place: Place, as process: () -> ID<UsageProcess>) {
        hourOfRound = max(hourOfRound ?? place.hour, place.hour)
        if place.hour != thisHour { hasClosedPages = true }
        if pages[place]?.totals[detail] == nil, !begin(detail.kind, at: place, as: process) {
            lost += count
            return
        }
        if pages[place]?.hasChanged == false { changed.append(place) }
        pages[place]?.hasChanged = true
        pages[place]?.round = round
        pages[place]?.add(count, of: detail)
    }

    /// Whether there may be a total of this, which there is not yet.
    private mutating func begin(
        _ kind: UsageDetail.Kind,
        at place: Place,
        as process: () -> ID<UsageProcess>
    ) -> Bool {
        switch kind {
        case .scopes:
            guard pages[place]?.scopes ?? 0 < DetailCells.mostScopes, scopes.hasRoom(for: place.tenant) else {
                return false
            }
            scopes.take(for: place.tenant)
            pages[place, default: Page(process: process())].scopes += 1
        case .address:
            guard pages[place]?.addresses ?? 0 < DetailCells.mostAddresses, addresses.hasRoom(for: place.tenant) else {
                return false
            }
            addresses.take(for: place.tenant)
            pages[place, default: Page(process: process())].addresses += 1
        }
        return true
    }

    mutating func lose(_ count: Int) { lost += count }

    mutating func takeLost() -> Int {
        defer { lost = 0 }
        return lost
    }
}

// MARK: - Rounds

extension DetailLedger {
    /// Begins a round, ahead of adding what was counted in it, so that one hour makes room for the next.
    ///
    /// - Parameter hour: the latest of what is going to be added.
    mutating func beginRound(of hour: Instant?) {
        round += 1
        let latest = [hour, hourOfRound].compactMap { $0 }.max()
        hourOfRound = nil
        if let latest, latest != thisHour {
            thisHour = latest
            hasClosedPages = true
        }
        forgetClosed()
    }

    /// Hours that are over and written. What comes of them later is counted from nothing, under another id. So what was added
    /// to just now is kept: a clock that is put right goes on with the pages that it has.
    private mutating func forgetClosed() {
        guard hasClosedPages else { return }
        hasClosedPages = false
        for (place, page) in pages where place.hour != thisHour {
            guard !page.hasChanged, !page.isUnderWay, round - page.round > Self.quietRounds else {
                hasClosedPages = true
                continue
            }
            scopes.leave(page.scopes, of: place.tenant)
            addresses.leave(page.addresses, of: place.tenant)
            pages[place] = nil
        }
    }

    private static let quietRounds = 2
}

// MARK: - Writing

extension DetailLedger {
    /// What has changed, a tenant at a time, in batches of so many rows or a little more. Of each it is said by `settle`
    /// whether it was written.
    mutating func take(rowsAtOnce: Int) -> [DetailBatch] {
        var batches: [DetailBatch] = []
        for (tenant, places) in Dictionary(grouping: changed, by: \.tenant) {
            var batch = DetailBatch(tenant: tenant)
            for place in places {
                batch.places.append(place)
                batch.rows += takeRows(of: place)
                guard batch.rows.count >= rowsAtOnce else { continue }
                batches.append(batch)
                batch = DetailBatch(tenant: tenant)
            }
            if !batch.places.isEmpty { batches.append(batch) }
        }
        changed = []
        return batches
    }

    private mutating func takeRows(of place: Place) -> [UsageDetailRow] {
        // Taken out, so that it is changed where it is.
        guard var page = pages.removeValue(forKey: place) else { return [] }
        let rows = page.totals.filter(\.value.hasChanged).map { detail, total in
            UsageDetailRow(key: place.key, hour: place.hour, detail: detail, process: page.process, count: total.count)
        }
        for row in rows { page.totals[row.detail]?.hasChanged = false }
        page.hasChanged = false
        page.isUnderWay = true
        pages[place] = page
        return rows
    }

    mutating func settle(_ batch: DetailBatch, isWritten: Bool) {
        for place in batch.places { pages[place]?.isUnderWay = false }
        guard !isWritten else { return }
        for row in batch.rows {
            let place = Place(tenant: batch.tenant, key: row.key, hour: row.hour)
            pages[place]?.totals[row.detail]?.hasChanged = true
            if pages[place]?.hasChanged == false {
                pages[place]?.hasChanged = true
                changed.append(place)
            }
        }
    }
}

/// Running totals to be written in one transaction.
struct DetailBatch: Sendable {
    let tenant: ID<Tenant>
    var places: [DetailLedger.Place] = []
    var rows: [UsageDetailRow] = []
}
