internal import Domain
internal import Postgres

// A page of keys is one statement: walks along indexes, one behind the other or merged, each of which looks at no more than
// so many rows. Where a page begins is a row's own place in the order, so that neither its depth nor what was added or
// removed before it matters.

/// What a page turned out to be, or that it has to be asked for once more, in another way.
package enum KeyListAnswer: Sendable {
    case found(FoundKeys)
    case crowded(Set<KeyCrowd>)
}

extension StoreTransaction where Kind == OnTenant {
    package func keys(_ listing: KeyListing) -> Reply<KeyListAnswer> {
        let branches = listing.branches
        let order = listing.sort.order
        let (candidates, crowds) = smallSets(of: listing, branches)
        let looks = max(1, listing.looks / max(1, branches.count))
        var selects = branches.enumerated().map { select($1, $0, looks: looks, for: listing) }
        selects += crowds.map { exceeds($0.ranges, $0.crowd, few: listing.effort.few) }
        // A tenant's list without any branch, such as EXPIRING_SOON among those that never expire, is empty.
        guard let first = selects.first else { return .known(.found(FoundKeys(keys: [], next: nil))) }
        let all = selects.dropFirst().reduce(first) { "\(fragment: $0) UNION ALL \(fragment: $1)" }
        return send("\(fragment: candidates) \(fragment: all)") { rows in
            var crowded: Set<KeyCrowd> = []
            var walked: [WalkedKey] = []
            for row in rows {
                let branch = try row.decode("branch", as: Int32.self)
                if branch >= 0 {
                    walked.append(try WalkedKey(row, branch: Int(branch), branches[Int(branch)].part, order))
                } else if try row.decode("matches"), let crowd = KeyCrowd(rawValue: -1 - branch) {
                    crowded.insert(crowd)
                }
            }
            guard crowded.isEmpty else { return .crowded(crowded) }
            return .found(
                FoundKeys(
                    walked,
                    parts: branches.map(\.part),
                    limit: listing.limit,
                    isDescending: order.isDescending
                )
            )
        }
    }

    /// What is read as a whole: the candidates, as a table of their own, and what has to stay small for that.
    private func smallSets(
        of listing: KeyListing,
        _ branches: [KeyBranch]
    ) -> (table: Query, crowds: [(ranges: [KeyRange], crowd: KeyCrowd)]) {
        if let ranges = listing.candidates {
            let few = ranges.map { range -> Query in
                """
                (SELECT \(fragment: listed) FROM keys k WHERE k.tenant_id = \(tenant) AND \(fragment: range.condition)
                ORDER BY \(fragment: range.order) LIMIT \(unsafeSQL: "\(listing.effort.few)"))
                """
            }
            let all = few.dropFirst().reduce(few.first ?? "") { "\(fragment: $0) UNION \(fragment: $1)" }
            return ("WITH candidates AS MATERIALIZED (\(fragment: all))", [(ranges, .candidates)])
        }
        let few = branches.compactMap { branch in
            if case .few(let range, let crowd) = branch.source { (range: range, crowd: crowd) } else { nil }
        }
        let crowds = KeyCrowd.allCases.compactMap { crowd in
            let ranges = few.filter { $0.crowd == crowd }.map(\.range)
            return ranges.isEmpty ? nil : (ranges, crowd)
        }
        return ("", crowds)
    }

    /// One row that says whether there is too much in any of the ranges to be read as a whole.
    private func exceeds(_ ranges: [KeyRange], _ crowd: KeyCrowd, few: Int) -> Query {
        let any = ranges.reduce("FALSE") { (any: Query, range) -> Query in
            """
            \(fragment: any) OR EXISTS (
                SELECT FROM keys k WHERE k.tenant_id = \(tenant) AND \(fragment: range.condition)
                ORDER BY \(fragment: range.order) LIMIT 1 OFFSET \(unsafeSQL: "\(few)")
            )
            """
        }
        return """
            SELECT \(unsafeSQL: "\(-1 - crowd.rawValue)"), NULL, NULL, NULL, NULL, NULL, NULL, \(fragment: any), FALSE
            """
    }

    private func select(_ branch: KeyBranch, _ number: Int, looks: Int, for listing: KeyListing) -> Query {
        let order = listing.sort.order
        let place = listing.after.flatMap { $0.part == branch.part ? order.after($0) : nil } ?? "TRUE"
        // Read key by key: all of a tenant's usage may be much.
        let usage: Query =
            listing.filter.unusedFor == nil
            ? ""
            : """
            LEFT JOIN LATERAL (SELECT t.last_used_at FROM usage_totals t
                WHERE t.tenant_id = \(tenant) AND t.key_id = k.id LIMIT 1) u ON TRUE
            """
        let matches = Query.all(listing.conditions + branch.conditions)
        return """
            (SELECT \(unsafeSQL: "\(number)") AS branch, k.id, k.created_at, k.name_folded, k.expires_at, k.created_by,
                k.updated_by, k.matches, k.is_last_look
            FROM (
                SELECT k.*, (\(fragment: matches)) IS TRUE AS matches, k.look = \(unsafeSQL: "\(looks)") AS is_last_look
                FROM (\(fragment: source(branch, place, looks: looks, few: listing.effort.few, order))) k \(fragment: usage)
            ) k
            WHERE k.matches OR k.is_last_look
            ORDER BY \(fragment: order.columns) LIMIT \(listing.limit + 1))
            """
    }

    /// The rows to look at, in the list's order where that is an index's, numbered.
    private func source(_ branch: KeyBranch, _ place: Query, looks: Int, few: Int, _ order: KeyOrder) -> Query {
        switch branch.source {
        case .walk(let range):
            """
            SELECT \(fragment: listed), row_number() OVER (ORDER BY \(fragment: order.columns)) AS look FROM keys k
            WHERE k.tenant_id = \(tenant) AND \(fragment: range) AND \(fragment: place)
            ORDER BY \(fragment: order.columns) LIMIT \(unsafeSQL: "\(looks)")
            """
        case .few(let range, _):
            """
            SELECT k.*, 0 AS look FROM (
                SELECT \(fragment: listed) FROM keys k WHERE k.tenant_id = \(tenant) AND \(fragment: range.condition)
                ORDER BY \(fragment: range.order) LIMIT \(unsafeSQL: "\(few)")
            ) k WHERE \(fragment: place)
            """
        case .candidates:
            "SELECT k.*, 0 AS look FROM candidates k WHERE \(fragment: place)"
        }
    }
}

/// What keys are filtered and sorted by.
private let listed: Query = """
    k.id, k.created_at, k.name_folded, k.environment, k.prefix, k.kid, k.expires_at, k.expired_at, k.disabled_at,
        k.revoked_at, k.group_id, k.created_by, k.updated_by
    """

/// By what column a list goes within each of its parts, then by id; both the same way.
struct KeyOrder {
    let column: Column
    let isDescending: Bool

    enum Column {
        case createdAt, nameFolded, expiresAt
    }

    private var name: Query {
        switch column {
        case .createdAt: "k.created_at"
        case .nameFolded: "k.name_folded"
        case .expiresAt: "k.expires_at"
        }
    }

    fileprivate var columns: Query {
        isDescending ? "\(fragment: name) DESC, k.id DESC" : "\(fragment: name), k.id"
    }

    fileprivate func after(_ place: KeyPlace) -> Query {
        let comparison: Query = isDescending ? "<" : ">"
        return switch place.value {
        case .instant(let value):
            "(\(fragment: name), k.id) \(fragment: comparison) (\(value), \(place.id))"
        case .text(let value):
            "(\(fragment: name), k.id) \(fragment: comparison) (\(value), \(place.id))"
        case .never:
            "k.id \(fragment: comparison) \(place.id)"
        }
    }

    fileprivate func value(_ row: Row) throws -> KeyPlace.Value {
        switch column {
        case .createdAt: .instant(try row.decode("created_at"))
        case .nameFolded: .text(try row.decode("name_folded"))
        case .expiresAt: try row.decode("expires_at", as: Instant?.self).map { .instant($0) } ?? .never
        }
    }
}

extension KeySort {
    fileprivate var order: KeyOrder {
        switch self {
        case .status, .newest: KeyOrder(column: .createdAt, isDescending: true)
        case .oldest: KeyOrder(column: .createdAt, isDescending: false)
        case .name: KeyOrder(column: .nameFolded, isDescending: false)
        case .nameDescending: KeyOrder(column: .nameFolded, isDescending: true)
        case .expiry: KeyOrder(column: .expiresAt, isDescending: false)
        case .expiryDescending: KeyOrder(column: .expiresAt, isDescending: true)
        }
    }
}

extension WalkedKey {
    fileprivate init(_ row: Row, branch: Int, _ part: Int, _ order: KeyOrder) throws {
        self.init(
            branch: branch,
            key: FoundKey(
                place: KeyPlace(part: part, value: try order.value(row), id: try row.decode("id")),
                people: try row.decodePeople()
            ),
            matches: try row.decode("matches"),
            isLastLook: try row.decode("is_last_look")
        )
    }
}
