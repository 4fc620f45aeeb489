internal import Domain
internal import Store

/// What VALID checks asked for and from where, by key and hour: running totals of this process, each key and hour under a
/// process id of its own, so that whatever is forgotten is never counted on.
///
/// Everything about it is bounded. Of a key in an hour no more is told apart than ``DetailCells`` does, whatever comes and
/// goes meanwhile; and in all there are so many totals at most. What there is no room for is not written at all: the counts
/// of ``UsageMeter`` say that it was there, and whoever asks is told that it is not known.
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
        private var scopes = 0
        private var addresses = 0
        /// Whether it is among those that have changed.
        var hasChanged = false
        /// Taken, and not settled yet.
        var isUnderWay = false

        init(process: ID<UsageProcess>) { self.process = process }

        /// Whether there may be a total of this, which there is not yet.
        mutating func begin(_ kind: UsageDetail.Kind) -> Bool {
            switch kind {
            case .scopes:
                guard scopes < DetailCells.mostScopes else { return false }
                scopes += 1
            case .address:
                guard addresses < DetailCells.mostAddresses else { return false }
                addresses += 1
            }
            return true
        }

        mutating func add(_ count: Int, of detail: UsageDetail) {
            totals[detail, default: Total()].count += count
            totals[detail]?.hasChanged = true
        }
    }

    private let capacity: Int
    private var pages: [Place: Page] = [:]
    private var changed: [Place] = []
    /// The latest of which anything was counted.
    private var newestHour = Instant(microseconds: .min)
    private var hasClosedPages = false
    /// Totals that are kept.
    private(set) var size = 0
    /// Counts that there was no room for in all, since this was last asked.
    private var lost = 0

    init(capacity: Int) { self.capacity = capacity }

    /// - Parameter process: makes an id, for a key and hour of which there is nothing yet.
    mutating func add(_ count: Int, of detail: UsageDetail, to place: Place, as process: () -> ID<UsageProcess>) {
        if place.hour != newestHour { hasClosedPages = true }
        newestHour = max(newestHour, place.hour)
        if pages[place]?.totals[detail] == nil {
            guard size < capacity else {
                lost += count
                return
            }
            guard pages[place, default: Page(process: process())].begin(detail.kind) else { return }
            size += 1
        }
        if pages[place]?.hasChanged == false { changed.append(place) }
        pages[place]?.hasChanged = true
        pages[place]?.add(count, of: detail)
    }

    mutating func takeLost() -> Int {
        defer { lost = 0 }
        return lost
    }
}

// MARK: - Writing

extension DetailLedger {
    /// What has changed, a tenant at a time, in batches of so many rows or a little more. Of each it is said by `settle`
    /// whether it was written.
    mutating func take(rowsAtOnce: Int) -> [DetailBatch] {
        forgetClosed()
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

    /// Hours that are over and written. What comes of them later is counted from nothing, under another id.
    private mutating func forgetClosed() {
        guard hasClosedPages else { return }
        hasClosedPages = false
        for (place, page) in pages where place.hour < newestHour {
            guard !page.hasChanged, !page.isUnderWay else {
                hasClosedPages = true
                continue
            }
            size -= page.totals.count
            pages[place] = nil
        }
    }
}

/// Running totals to be written in one transaction.
struct DetailBatch: Sendable {
    let tenant: ID<Tenant>
    var places: [DetailLedger.Place] = []
    var rows: [UsageDetailRow] = []
}
