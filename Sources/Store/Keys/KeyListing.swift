package import Domain

/// What a page of keys is asked for by.
package struct KeyListing: Sendable {
    package let filter: KeyFilter
    package let sort: KeySort
    /// The time that the whole list is told at, which is that of its first page.
    package let now: Instant
    /// The time by now: keys that have expired since `now` may have been stamped so.
    package let latest: Instant
    /// Where the page before ended.
    package let after: KeyPlace?
    package let limit: Int
    package let effort: KeyListEffort
    /// What turned out to be too much to be looked at all at once.
    package var crowds: Set<KeyCrowd> = []

    package init(
        filter: KeyFilter,
        sort: KeySort,
        now: Instant,
        latest: Instant,
        after: KeyPlace?,
        limit: Int,
        effort: KeyListEffort = KeyListEffort()
    ) {
        self.filter = filter
        self.sort = sort
        self.now = now
        self.latest = latest
        self.after = after
        self.limit = limit
        self.effort = effort
    }
}

/// How much a page may take.
package struct KeyListEffort: Sendable {
    /// Rows that its walks look at, at most.
    package let looks: Int
    /// Keys of one set that are read and sorted as a whole, at most.
    package let few: Int

    package init(looks: Int = 5000, few: Int = 1000) {
        self.looks = looks
        self.few = few
    }
}

/// A set of keys that is read as a whole as long as it is small, and otherwise comes up while a list is walked.
package enum KeyCrowd: Int32, CaseIterable, Sendable {
    /// All that a filter can match, by an index of its own.
    case candidates
    /// Past their expiry, and not stamped as expired yet.
    case lapsed
    /// Stamped as expired since the list's first page, at whose time they were not.
    case late
    /// What a search finds by the shown prefix, while the names that it finds are walked.
    case shown
}

/// Where in a list a key stands.
package struct KeyPlace: Hashable, Sendable {
    /// A list is made of parts, one behind the other: of statuses, or of keys that expire and keys that never do.
    package let part: Int
    package let value: Value
    package let id: ID<APIKey>

    package enum Value: Hashable, Sendable {
        case instant(Instant)
        case text(String)
        /// The expiry of a key that has none.
        case never
    }

    package init(part: Int, value: Value, id: ID<APIKey>) {
        self.part = part
        self.value = value
        self.id = id
    }
}

/// A key that was found, with the people that showing it takes.
package struct FoundKey: Sendable {
    package let place: KeyPlace
    package let people: Set<ID<User>>

    package var id: ID<APIKey> { place.id }
}

/// A page's keys, and where to go on; nil at the end of the list.
package struct FoundKeys: Sendable {
    package let keys: [FoundKey]
    package let next: KeyPlace?
}

/// A row that a walk looked at: one that matches, or the last one it was allowed to look at.
struct WalkedKey {
    let branch: Int
    let key: FoundKey
    let matches: Bool
    let isLastLook: Bool
}

extension FoundKeys {
    /// Puts the branches of each part into one order, and ends the page where it is full, or where a branch that looked at
    /// all that it may knows no further.
    init(_ rows: [WalkedKey], parts: [Int], limit: Int, isDescending: Bool) {
        let rows = Dictionary(grouping: rows, by: \.branch)
        let comes = { (one: KeyPlace, other: KeyPlace) in isDescending ? other < one : one < other }
        var keys: [FoundKey] = []
        for part in Set(parts).sorted() {
            let walks = parts.indices.filter { parts[$0] == part }.map { rows[$0] ?? [] }
            let ends = walks.compactMap { walk in
                walk.last.flatMap { walk.count > limit || $0.isLastLook ? $0.key.place : nil }
            }
            let end = ends.min(by: comes)
            keys += walks.flatMap(\.self)
                .filter { row in row.matches && !(end.map { comes($0, row.key.place) } ?? false) }
                .map(\.key).sorted { comes($0.place, $1.place) }
            if keys.count > limit {
                let shown = Array(keys.prefix(limit))
                self.init(keys: shown, next: shown.last?.place)
                return
            }
            if let end {
                self.init(keys: keys, next: end)
                return
            }
        }
        self.init(keys: keys, next: nil)
    }
}

extension KeyPlace: Comparable {
    /// Within one part, in rising order; text by its UTF-8 bytes, as the database has it.
    package static func < (left: Self, right: Self) -> Bool {
        switch (left.value, right.value) {
        case (.instant(let one), .instant(let other)) where one != other: one < other
        case (.text(let one), .text(let other)) where !one.utf8.elementsEqual(other.utf8):
            one.utf8.lexicographicallyPrecedes(other.utf8)
        default: left.id < right.id
        }
    }
}
