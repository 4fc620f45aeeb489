internal import Domain
internal import Postgres

/// One walk along one index. Branches of the same part are merged.
struct KeyBranch {
    let part: Int
    let source: Source
    /// What is found out row by row.
    var conditions: [Query] = []

    enum Source {
        /// Along the index that has these keys in the list's order.
        case walk(Query)
        /// These keys, all of them, as long as they are few.
        case few(KeyRange, KeyCrowd)
        /// What the filter's own indexes find.
        case candidates
    }
}

/// A range of an index. It is read in the index's own order: statistics know nothing of one tenant's keys alone, and without
/// an order the planner would rather go through all of them, in the hope of soon having found enough.
struct KeyRange {
    let condition: Query
    let order: Query
}

extension KeyListing {
    /// The ranges of indexes that hold all that the filter can match; nil when there are none, or too much in them.
    var candidates: [KeyRange]? {
        guard !crowds.contains(.candidates) else { return nil }
        if let search = filter.search { return search.ranges }
        if let group = filter.group { return [KeyRange(condition: "k.group_id = \(group)", order: "k.group_id")] }
        guard let expiration = filter.expiration, expiration == .expiringSoon else { return nil }
        return [KeyRange(condition: expiration.condition(at: now), order: "k.expires_at")]
    }

    var branches: [KeyBranch] {
        let branches = candidates == nil ? walks : candidateBranches
        return branches.filter { $0.part >= after?.part ?? 0 }
    }

    private var candidateBranches: [KeyBranch] {
        switch sort {
        case .status:
            statuses.map { status in
                KeyBranch(part: status.part, source: .candidates, conditions: [status.condition(at: now)])
            }
        case .oldest, .newest, .name, .nameDescending:
            [KeyBranch(part: 0, source: .candidates)]
        case .expiry, .expiryDescending:
            [
                KeyBranch(part: 0, source: .candidates, conditions: ["k.expires_at IS NOT NULL"]),
                KeyBranch(part: 1, source: .candidates, conditions: ["k.expires_at IS NULL"]),
            ]
        }
    }

    private var walks: [KeyBranch] {
        switch sort {
        case .status:
            statuses.flatMap { walks(of: $0, part: $0.part) }
        case .oldest, .newest:
            filter.statuses.isEmpty ? [everything] : statuses.flatMap { walks(of: $0, part: 0) }
        case .name, .nameDescending:
            nameWalks
        case .expiry, .expiryDescending:
            expiryWalks
        }
    }

    private var everything: KeyBranch { KeyBranch(part: 0, source: .walk("TRUE")) }

    private var statuses: [KeyStatus] {
        KeyStatus.allCases.filter { filter.statuses.isEmpty || filter.statuses.contains($0) }
    }

    /// The names that begin so are a range of the index that the list goes along; what is found by its shown prefix is merged
    /// in while it is little. When that is much, no index has it in a list's order, and all keys are walked, as in other orders.
    private var nameWalks: [KeyBranch] {
        guard let search = filter.search, let named = search.ranges.first, !crowds.contains(.shown) else {
            return [everything]
        }
        var walks = [KeyBranch(part: 0, source: .walk(named.condition))]
        var before = [named.condition]
        for range in search.ranges.dropFirst() {
            // A key that several ranges hold comes from the first of them.
            let conditions = before.map { "NOT (\(fragment: $0))" as Query }
            walks.append(KeyBranch(part: 0, source: .few(range, .shown), conditions: conditions))
            before.append(range.condition)
        }
        return walks
    }

    private var expiryWalks: [KeyBranch] {
        let expiring = KeyBranch(part: 0, source: .walk(.all(["k.expires_at IS NOT NULL"] + expiryBounds)))
        let never = KeyBranch(part: 1, source: .walk("k.expires_at IS NULL"))
        // None that never expires is EXPIRED.
        let nevers = filter.statuses == [.expired] ? [] : [never]
        return switch filter.expiration {
        case nil, .valid: [expiring] + nevers
        case .never: nevers
        case .expiringSoon, .expired: [expiring]
        }
    }

    /// What the filter says of when a key that expires does so.
    private var expiryBounds: [Query] {
        var bounds: [Query] = []
        if filter.expiration == .valid {
            bounds.append("k.expires_at > \(now + Expiration.soon)")
        } else if let expiration = filter.expiration {
            bounds.append(expiration.condition(at: now))
        }
        if !filter.statuses.isEmpty, filter.statuses.isSubset(of: [.active, .disabled]) {
            bounds.append("k.expires_at > \(now)")
        } else if filter.statuses == [.expired] {
            bounds.append("k.expires_at <= \(now)")
        }
        return bounds
    }

    /// All keys that have a status at `now`, newest first, by the indexes that know facts and stamps only.
    private func walks(of status: KeyStatus, part: Int) -> [KeyBranch] {
        switch status {
        case .active, .disabled:
            [KeyBranch(part: part, source: .walk(status.index), conditions: [status.condition(at: now)])]
                + late(status, part)
        case .expired:
            [KeyBranch(part: part, source: .walk(status.index), conditions: [status.condition(at: now)])]
                + lapsed(part)
        case .revoked:
            [KeyBranch(part: part, source: .walk(status.index))]
        }
    }

    private func lapsed(_ part: Int) -> [KeyBranch] {
        guard crowds.contains(.lapsed) else {
            let range: Query = "k.revoked_at IS NULL AND k.expired_at IS NULL AND k.expires_at <= \(now)"
            return [KeyBranch(part: part, source: .few(KeyRange(condition: range, order: "k.expires_at"), .lapsed))]
        }
        return [KeyStatus.active, .disabled].map { open in
            KeyBranch(part: part, source: .walk(open.index), conditions: ["k.expires_at <= \(now)"])
        }
    }

    /// On the first page none can have been stamped since.
    private func late(_ status: KeyStatus, _ part: Int) -> [KeyBranch] {
        guard after != nil, latest > now else { return [] }
        let conditions: [Query] = ["k.expired_at IS NOT NULL", status.condition(at: now)]
        guard crowds.contains(.late) else {
            let range: Query = "k.expires_at > \(now) AND k.expires_at <= \(latest)"
            return [
                KeyBranch(
                    part: part,
                    source: .few(KeyRange(condition: range, order: "k.expires_at"), .late),
                    conditions: conditions
                )
            ]
        }
        return [KeyBranch(part: part, source: .walk(KeyStatus.expired.index), conditions: conditions)]
    }
}

extension KeyListing {
    /// Rows to look at for a page, all in all. When a key was last used stands in another table, which makes a look dearer.
    var looks: Int { filter.unusedFor == nil ? effort.looks : effort.looks / 5 }

    /// The filter, row by row.
    var conditions: [Query] {
        var conditions: [Query] = []
        if !filter.statuses.isEmpty { conditions.append(.any(statuses.map { $0.condition(at: now) })) }
        if let expiration = filter.expiration { conditions.append(expiration.condition(at: now)) }
        if let environment = filter.environment { conditions.append("k.environment = \(environment)") }
        if let group = filter.group { conditions.append("k.group_id = \(group)") }
        if let search = filter.search { conditions.append(.any(search.ranges.map(\.condition))) }
        if let unusedFor = filter.unusedFor {
            conditions.append("coalesce(u.last_used_at, k.created_at) <= \(unusedFor.start(until: now))")
        }
        return conditions
    }
}

extension KeyStatus {
    fileprivate var part: Int { KeyStatus.allCases.firstIndex(of: self) ?? 0 }

    /// What the index of this status holds: keys by facts and stamps, whatever the time.
    fileprivate var index: Query {
        switch self {
        case .active: "k.revoked_at IS NULL AND k.disabled_at IS NULL AND k.expired_at IS NULL"
        case .disabled: "k.revoked_at IS NULL AND k.disabled_at IS NOT NULL AND k.expired_at IS NULL"
        case .expired: "k.revoked_at IS NULL AND k.expired_at IS NOT NULL"
        case .revoked: "k.revoked_at IS NOT NULL"
        }
    }

    /// The facts that amount to this status; stamps do not matter.
    fileprivate func condition(at now: Instant) -> Query {
        let lasts: Query = "k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > \(now))"
        return switch self {
        case .active: "\(fragment: lasts) AND k.disabled_at IS NULL"
        case .disabled: "\(fragment: lasts) AND k.disabled_at IS NOT NULL"
        case .expired: "k.revoked_at IS NULL AND k.expires_at <= \(now)"
        case .revoked: "k.revoked_at IS NOT NULL"
        }
    }
}

extension Expiration {
    fileprivate func condition(at now: Instant) -> Query {
        switch self {
        case .never: "k.expires_at IS NULL"
        case .valid: "(k.expires_at IS NULL OR k.expires_at > \(now + Self.soon))"
        case .expiringSoon: "k.expires_at > \(now) AND k.expires_at <= \(now + Self.soon)"
        case .expired: "k.expires_at <= \(now)"
        }
    }
}

extension KeySearch {
    /// Each of them a range of an index of its own, that of the names first.
    fileprivate var ranges: [KeyRange] {
        var ranges = [KeyRange(condition: .column("k.name_folded", in: name), order: "k.name_folded")]
        if let kid { ranges.append(KeyRange(condition: .column("k.kid", in: kid), order: "k.kid")) }
        if let shown { ranges.append(shown.range) }
        return ranges
    }
}

extension KeySearch.Shown {
    fileprivate var range: KeyRange {
        switch self {
        case .prefix(let beginning):
            KeyRange(condition: .column(prefix, in: beginning), order: prefix)
        case .environments(let environments, let whole):
            if environments.count == 1, let environment = environments.first {
                KeyRange(
                    condition: "\(fragment: prefix) = \(whole) AND k.environment = \(environment)",
                    order: "k.kid"
                )
            } else {
                KeyRange(condition: "\(fragment: prefix) = \(whole)", order: "k.environment")
            }
        case .kid(let kid, let environment, let whole):
            KeyRange(
                condition: """
                    \(fragment: prefix) = \(whole) AND k.environment = \(environment)
                        AND \(fragment: .column("k.kid", in: kid))
                    """,
                order: "k.kid"
            )
        }
    }

    private var prefix: Query { #"k.prefix COLLATE "C""# }
}

extension Query {
    fileprivate static func column(_ column: Query, in prefix: TextPrefix) -> Query {
        let from: Query = "\(fragment: column) >= \(prefix.text)"
        return prefix.end.map { "\(fragment: from) AND \(fragment: column) < \($0)" } ?? from
    }

    static func all(_ conditions: [Query]) -> Query {
        conditions.reduce("TRUE") { "\(fragment: $0) AND (\(fragment: $1))" }
    }

    fileprivate static func any(_ conditions: [Query]) -> Query {
        conditions.dropFirst().reduce("(\(fragment: conditions.first ?? "FALSE"))") {
            "\(fragment: $0) OR (\(fragment: $1))"
        }
    }
}
