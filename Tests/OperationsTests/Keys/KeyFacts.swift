import Domain

/// What a key of the model is judged by, and the plain rule of which filter shows it: Store says the same in SQL.
struct KeyFacts {
    var foldedName: String
    var prefix: String
    var environment: Environment
    var group: ID<AuthorizationGroup>?
    var kid: String
    var createdAt: Instant
    var expiresAt: Instant?
    var disabledAt: Instant?
    var revokedAt: Instant?
    var lastUsedAt: Instant?

    func status(at now: Instant) -> KeyStatus {
        .derive(disabledAt: disabledAt, expiresAt: expiresAt, revokedAt: revokedAt, now: now)
    }

    func match(_ filter: KeyFilter, at now: Instant) -> Bool {
        if !filter.statuses.isEmpty, !filter.statuses.contains(status(at: now)) { return false }
        if let expiration = filter.expiration, !isShown(by: expiration, at: now) { return false }
        if let environment = filter.environment, self.environment != environment { return false }
        if let group = filter.group, self.group != group { return false }
        if let search = filter.search, !match(search) { return false }
        if let unusedFor = filter.unusedFor { return (lastUsedAt ?? createdAt) <= unusedFor.start(until: now) }
        return true
    }

    /// VALID includes NEVER.
    private func isShown(by filter: Expiration, at now: Instant) -> Bool {
        let expiration = Expiration.derive(expiresAt: expiresAt, now: now)
        return expiration == filter || (filter == .valid && expiration == .never)
    }

    func match(_ search: KeySearch) -> Bool {
        if search.name.contains(foldedName) || search.kid?.contains(kid) == true { return true }
        switch search.shown {
        case nil: return false
        case .prefix(let beginning): return beginning.contains(prefix)
        case .environments(let environments, let whole): return prefix == whole && environments.contains(environment)
        case .kid(let beginning, let its, let whole):
            return prefix == whole && environment == its && beginning.contains(kid)
        }
    }
}
