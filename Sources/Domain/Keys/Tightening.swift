// Whether a change tightens. It does, unless it can only loosen: then nobody has to wait for it.

extension APIKey {
    /// Whether there may be a check that this key passes and `changed` does not.
    package func isTightened(by changed: APIKey) -> Bool {
        changed.revocation != nil && revocation == nil
            || changed.disabledAt != nil && disabledAt == nil
            || changed.kid != kid
            || isEarlier(changed.expiresAt, than: expiresAt)
            || !Set(changed.scopes).isSuperset(of: scopes)
            || !IPNetwork.allows(changed.ipAllowlist, allThat: ipAllowlist)
            || RateLimit.isTighter(changed.rateLimit, than: rateLimit)
    }

    private func isEarlier(_ end: Instant?, than other: Instant?) -> Bool {
        guard let end else { return false }
        return other.map { end < $0 } ?? true
    }
}

extension AuthorizationGroup {
    /// Whether keys with this group lose a scope.
    package func isTightened(by changed: AuthorizationGroup) -> Bool {
        !Set(changed.scopes).isSuperset(of: scopes)
    }
}

extension IPNetwork {
    /// Whether every address that the one allowlist lets in is let in by the other, as far as it can be seen from one network
    /// at a time: two halves that make up a whole are not recognised as it.
    static func allows(_ allowlist: [IPNetwork], allThat other: [IPNetwork]) -> Bool {
        if allowlist.isEmpty { return true }
        return !other.isEmpty && other.allSatisfy { network in allowlist.contains { $0.contains(network) } }
    }

    private func contains(_ other: IPNetwork) -> Bool {
        prefixLength <= other.prefixLength && contains(other.address)
    }
}

extension RateLimit {
    /// Whether the one may refuse what the other admits.
    static func isTighter(_ limit: RateLimit?, than other: RateLimit?) -> Bool {
        guard let limit else { return false }
        guard let other else { return true }
        return limit.burst < other.burst
            || limit.requests * other.windowSeconds < other.requests * limit.windowSeconds
    }
}
