package import Domain
internal import Store

/// When each of a key's scopes was last asked for, and which were not for 90 days.
package struct ReadScopeUse: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<APIKey>, in tenant: ID<Tenant>, call: Call) async throws -> ScopeUse {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let (found, now) = try await platform.read(approach) { ($0.key(id), $0.now()) }
        let stored = try found.found
        let since = UsageInterval.hour.start(of: now - UsageRange.observed)
        let (people, sightings, gap) = try await platform.database.readTenant(tenant) { transaction in
            (
                transaction.people(stored.people), transaction.sightings(of: id, since: since),
                transaction.lastUnknownHour(of: id, since: since)
            )
        }
        let key = try stored.named(people)
        let group = try await platform.database.readTenant(tenant) { $0.group(key.group?.id) }
        return ScopeUse(
            of: key.scopes,
            createdAt: stored.createdAt,
            changedAt: max(key.updated.at, group?.updatedAt ?? key.updated.at),
            sightings: sightings,
            gap: gap,
            now: now
        )
    }
}
