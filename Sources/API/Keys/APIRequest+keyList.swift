internal import Domain
internal import Operations
internal import Wire

extension APIRequest {
    /// `?status=ACTIVE,DISABLED&expiration=VALID&environment=LIVE&authorization_group=grp_…&q=text&unused_for=90d`
    /// `&sort=-created_at&limit=25&cursor=…`
    var keyList: ListKeys.Input {
        get throws(Failure) {
            let query = query
            let (statuses, expiration, environment, group, search, unusedFor, sort, limit, cursor) = try query.finish(
                query.optional("status", .statuses, default: []),
                query.optional("expiration", .enum(Expiration.self)),
                query.optional("environment", .enum(Environment.self)),
                query.optional("authorization_group", .id(AuthorizationGroup.self)),
                query.optional("q", .search, default: nil),
                query.optional("unused_for", .timeToLive),
                query.optional("sort", .enum(KeySort.self), default: .status),
                query.optional("limit", .integer(in: PageRequest.limits), default: PageRequest.defaultLimit),
                query.optional("cursor", .string)
            )
            return ListKeys.Input(
                page: PageRequest(limit: limit, cursor: cursor),
                filter: KeyFilter(
                    statuses: statuses,
                    expiration: expiration,
                    environment: environment,
                    group: group,
                    search: search,
                    unusedFor: unusedFor
                ),
                sort: sort
            )
        }
    }
}

extension Reader where Value == Set<KeyStatus> {
    /// Several, separated by commas.
    fileprivate static var statuses: Self {
        let names = KeyStatus.allCases.map(\.rawValue).joined(separator: ", ")
        return .parsed("UNKNOWN_VALUE", "one or more of \(names), separated by commas") { text in
            let statuses = text.split(separator: ",", omittingEmptySubsequences: false).map { word in
                KeyStatus(rawValue: String(word))
            }
            return statuses.contains(nil) ? nil : Set(statuses.compactMap(\.self))
        }
    }
}

extension Reader where Value == KeySearch? {
    fileprivate static var search: Self {
        .text { (text, pointer) throws(InputError) in try KeySearch(validating: text, at: pointer) }
    }
}

extension Reader where Value == ExpiryPreset {
    fileprivate static var timeToLive: Self {
        .parsed("INVALID_PERIOD", "a time such as 90d or 1y") { ExpiryPreset($0) }
    }
}
