/// When a key's scopes were last asked for.
package struct ScopeUse: Hashable, Sendable {
    package struct Scope: Hashable, Sendable {
        package let name: String
        /// The start of the hour; nil when not within the time.
        package let lastUsedAt: Instant?
        package let requests: Int
        /// Nil where it cannot be told yet.
        package let isUnused: Bool?
    }

    package let scopes: [Scope]
    /// From when on it is known of each check what it asked for.
    package let observedSince: Instant

    /// Scopes asked for together: how often in all, and in which hour last.
    package struct Sighting: Sendable {
        package let scopes: ObservedUse.Scopes
        package let lastHour: Instant

        package init(_ scopes: ObservedUse.Scopes, lastHour: Instant) {
            self.scopes = scopes
            self.lastHour = lastHour
        }
    }

    /// - Parameters:
    ///   - names: the scopes that the key has.
    ///   - changedAt: the last change of the key or of its group, by which it may have got any of them: a scope that it has had
    ///     for a day is not called unused.
    ///   - gap: the last hour in which there were checks of which it is not known what they asked for.
    package init(
        of names: [String],
        createdAt: Instant,
        changedAt: Instant,
        sightings: [Sighting],
        gap: Instant?,
        now: Instant
    ) {
        let start = now - UsageRange.observed
        let since = max(createdAt, start, gap.map { $0 + .seconds(3600) } ?? start)
        observedSince = since
        let isObserved = max(since, changedAt) <= start
        scopes = names.map { name in
            let found = sightings.filter { $0.scopes.names.contains(name) }
            let isUsed = !found.isEmpty
            return Scope(
                name: name,
                lastUsedAt: found.map(\.lastHour).max(),
                requests: found.reduce(0) { $0 + $1.scopes.requests },
                isUnused: isUsed ? false : isObserved ? true : nil
            )
        }
    }
}
