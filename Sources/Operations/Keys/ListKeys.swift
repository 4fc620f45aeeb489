package import Domain
package import Store

/// A tenant's keys, filtered and sorted. Every page costs the same at most, however many keys there are: one that has looked
/// at enough of them ends early, and is gone on with from there.
package struct ListKeys: Sendable {
    private let platform: Platform
    private let effort: KeyListEffort

    package init(platform: Platform, effort: KeyListEffort = KeyListEffort()) {
        self.platform = platform
        self.effort = effort
    }

    package struct Input: Sendable {
        package let page: PageRequest
        package let filter: KeyFilter
        package let sort: KeySort

        package init(page: PageRequest = PageRequest(), filter: KeyFilter = KeyFilter(), sort: KeySort = .status) {
            self.page = page
            self.filter = filter
            self.sort = sort
        }
    }

    package func callAsFunction(
        in tenant: ID<Tenant>,
        _ read: () throws -> Input,
        call: Call
    ) async throws -> Page<KeyView> {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let window = try await platform.read(approach) { $0.usageWindow() }
        let input = try read()
        let list = "keys \(tenant) \(input.sort.rawValue) \(input.filter)"
        let start = try input.page.cursor.map { try ListPosition(json: try platform.cursors.open($0, of: list)) }
        // A status can change with time alone; the first page's time holds for those that follow.
        let now = start?.now ?? window.now
        let listing = KeyListing(
            filter: input.filter,
            sort: input.sort,
            now: now,
            latest: window.now,
            after: start?.place,
            limit: input.page.limit,
            effort: effort
        )
        let found = try await look(for: listing, in: tenant)
        return Page(
            elements: try await views(of: found.keys, at: now, over: window, in: tenant),
            nextCursor: found.next.map { platform.cursors.seal(ListPosition(now: now, place: $0).json, of: list) }
        )
    }

    /// What is usually little is first taken for that; each of the sets can turn out once to be too much.
    private func look(for listing: KeyListing, in tenant: ID<Tenant>) async throws -> FoundKeys {
        var listing = listing
        while true {
            switch try await platform.database.readTenant(tenant, { $0.keys(listing) }) {
            case .found(let found): return found
            case .crowded(let crowds): listing.crowds.formUnion(crowds)
            }
        }
    }

    private func views(
        of found: [FoundKey],
        at now: Instant,
        over window: UsageWindow,
        in tenant: ID<Tenant>
    ) async throws -> [KeyView] {
        guard !found.isEmpty else { return [] }
        let mentioned = found.reduce(into: Set()) { $0.formUnion($1.people) }
        let ids = found.map(\.id)
        let (keys, people, usages) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.keys(ids), transaction.people(mentioned), transaction.usage(of: ids, over: window))
        }
        let byID = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, $0) })
        return try found.compactMap { byID[$0.id] }.map { key in
            KeyView(key: try key.named(people), usage: usages[key.id], now: now)
        }
    }
}

/// Where a page of keys ended, and the time that the list is told at.
private struct ListPosition {
    let now: Instant
    let place: KeyPlace

    init(now: Instant, place: KeyPlace) {
        self.now = now
        self.place = place
    }

    init(json: JSON) throws {
        guard case .integer(let now)? = json["now"], case .integer(let part)? = json["part"],
            case .string(let id)? = json["id"], let id = ID<APIKey>(id)
        else { throw Failure.invalidCursor() }
        let value: KeyPlace.Value
        switch json["value"] {
        case .integer(let microseconds)?: value = .instant(Instant(microseconds: microseconds))
        case .string(let text)?: value = .text(text)
        default: value = .never
        }
        self.init(now: Instant(microseconds: now), place: KeyPlace(part: Int(part), value: value, id: id))
    }

    var json: JSON {
        let value: JSON =
            switch place.value {
            case .instant(let instant): .integer(instant.microseconds)
            case .text(let text): .string(text)
            case .never: .null
            }
        return [
            "now": .integer(now.microseconds), "part": .integer(Int64(place.part)), "value": value,
            "id": .string(place.id.description),
        ]
    }
}
