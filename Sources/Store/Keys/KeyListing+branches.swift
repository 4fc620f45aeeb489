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
        case few(Query, KeyCrowd)
        /// What the filter's own indexes find.
        case candidates
    }
}

extension KeyListing {
    /// The ranges of indexes that hold all that the filter can match; nil when there are none, or too much in them.
    var candidates: [Query]? {
        guard !crowds.contains(.candidates) else { return nil }
        if let search = filter.search { return search.ranges }
        guard filter.expiration == .expiringSoon else { return nil }
        return [filter.expiration?.condition(at: now) ?? "TRUE"]
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
            [everything]
        case .expiry, .expiryDescending:
            expiryWalks
        }
    }

    private var everything: KeyBranch { KeyBranch(part: 0, source: .walk("TRUE")) }

    private var statuses: [KeyStatus] {
        KeyStatus.allCases.filter { filter.statuses.isEmpty || filter.statuses.contains($0) }
    }

    private var expiryWalks: [KeyBranch] {
        let never = KeyBranch(part: 1, source: .walk("k.expires_at IS NULL"))
        switch filter.expiration {
        case nil:
            return [KeyBranch(part: 0, source: .walk("k.expires_at IS NOT NULL")), never]
        case .never:
            return [never]
        case .valid:
            return [KeyBranch(part: 0, source: .walk("k.expires_at > \(now + Expiration.soon)")), never]
        case .expiringSoon, .expired:
            return [KeyBranch(part: 0, source: .walk(filter.expiration?.condition(at: now) ?? "TRUE"))]
        }
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
            return [KeyBranch(part: part, source: .few(range, .lapsed))]
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
            return [KeyBranch(part: part, source: .few(range, .late), conditions: conditions)]
        }
        return [KeyBranch(part: part, source: .walk(KeyStatus.expired.index), conditions: conditions)]
    }
}

extension KeyListing {
    /// The filter, row by row.
    var conditions: [Query] {
        var conditions: [Query] = []
        if !filter.statuses.isEmpty { conditions.append(.any(statuses.map { $0.condition(at: now) })) }
        if let expiration = filter.expiration { conditions.append(expiration.condition(at: now)) }
        if let environment = filter.environment { conditions.append("k.environment = \(environment)") }
        if let search = filter.search { conditions.append(.any(search.ranges)) }
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
    /// Each of them a range of an index of its own.
    fileprivate var ranges: [Query] {
        var ranges: [Query] = [.column("k.name_folded", in: name)]
        if let kid { ranges.append(.column("k.kid", in: kid)) }
        if let shown { ranges.append(shown.range) }
        return ranges
    }
}

extension KeySearch.Shown {
    fileprivate var range: Query {
        switch self {
        case .prefix(let prefix):
            .column(#"k.prefix COLLATE "C""#, in: prefix)
        case .environments(let environments, let prefix):
            #"k.prefix COLLATE "C" = \#(prefix) AND k.environment = ANY(\#(environments))"#
        case .kid(let kid, let environment, let prefix):
            #"""
            k.prefix COLLATE "C" = \#(prefix) AND k.environment = \#(environment)
                AND \#(fragment: .column("k.kid", in: kid))
            """#
        }
    }
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
