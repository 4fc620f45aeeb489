package import Domain

extension KeyPreview {
    /// `{action, since, until, requests, refused: {at_least, at_most}, last_used_at, scopes, more_scopes, addresses,
    /// more_addresses, unknown: {scopes, addresses}, complete}`.
    package var json: JSON {
        let addresses = radius.addresses
        return [
            "action": .string(action.rawValue), "since": .string(span.since.description),
            "until": .string(span.until.description), "requests": .integer(Int64(radius.requests)),
            "refused": radius.refusedJSON(), "last_used_at": JSON(lastUsedAt), "scopes": radius.scopesJSON,
            "more_scopes": .rest(of: radius.scopes.map(\.requests)),
            "addresses": .array(addresses.prefix(JSON.mostTold).map(\.json)),
            "more_addresses": .rest(of: addresses.map(\.requests)),
            "unknown": [
                "scopes": .integer(Int64(radius.withUnknownScopes)),
                "addresses": .integer(Int64(radius.withUnknownAddress)),
            ],
            "complete": .bool(radius.withUnknownScopes == 0 && radius.withUnknownAddress == 0),
        ]
    }
}

extension GroupPreview {
    /// `{since, until, requests, refused: {at_least, at_most}, scopes, more_scopes, keys: [{id, name, refused}], key_count,
    /// unknown: {scopes}, complete}`.
    package var json: JSON {
        [
            "since": .string(span.since.description), "until": .string(span.until.description),
            "requests": .integer(Int64(radius.radius.requests)),
            "refused": radius.radius.refusedJSON(isCutShort: radius.isCutShort),
            "scopes": radius.radius.scopesJSON,
            "more_scopes": .rest(of: radius.radius.scopes.map(\.requests)),
            "keys": .array(radius.keys.map(\.json)), "key_count": .integer(Int64(radius.keyCount)),
            "unknown": ["scopes": .integer(Int64(radius.radius.withUnknownScopes))],
            "complete": .bool(radius.radius.withUnknownScopes == 0 && !radius.isCutShort),
        ]
    }
}

extension ScopeUse {
    /// `{data: [{name, last_used_at, requests_90d, unused}], observed_since}`.
    package var json: JSON {
        ["data": .array(scopes.map(\.json)), "observed_since": .string(observedSince.description)]
    }
}

extension ScopeUse.Scope {
    fileprivate var json: JSON {
        [
            "name": .string(name), "last_used_at": JSON(lastUsedAt), "requests_90d": .integer(Int64(requests)),
            "unused": isUnused.map(JSON.bool) ?? nil,
        ]
    }
}

extension BlastRadius {
    /// - Parameter isCutShort: whether nothing is known of some of it.
    fileprivate func refusedJSON(isCutShort: Bool = false) -> JSON {
        [
            "at_least": .integer(Int64(refused.lowerBound)),
            "at_most": isCutShort ? nil : .integer(Int64(refused.upperBound)),
        ]
    }

    fileprivate var scopesJSON: JSON {
        .array(
            scopes.prefix(JSON.mostTold).map {
                ["name": .string($0.name), "requests": .integer(Int64($0.requests))]
            }
        )
    }
}

extension ObservedUse.Address {
    fileprivate var json: JSON {
        ["address": address.map { .string($0.description) } ?? nil, "requests": .integer(Int64(requests))]
    }
}

extension GroupBlastRadius.Key {
    fileprivate var json: JSON {
        ["id": .string(id.description), "name": .string(name), "refused": .integer(Int64(refused))]
    }
}

extension JSON {
    fileprivate static let mostTold = 100

    /// `{count, requests}` of those that are not told one by one.
    fileprivate static func rest(of requests: [Int]) -> JSON {
        let rest = requests.dropFirst(mostTold)
        return ["count": .integer(Int64(rest.count)), "requests": .integer(Int64(rest.reduce(0, +)))]
    }
}
