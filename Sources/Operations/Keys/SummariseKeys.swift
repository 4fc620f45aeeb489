package import Domain
internal import Store

/// How many keys a tenant has of each status, by its counters: the same work whatever there is to count.
package struct SummariseKeys: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(in tenant: ID<Tenant>, call: Call) async throws -> KeySummary {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let now = try await platform.read(approach) { $0.now() }
        let (state, lapsed, requests) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.state(), transaction.countLapsedKeysByDisabling(at: now), transaction.countRequests())
        }
        guard let state else { throw Failure.notFound() }
        // The sweep has not come to these yet: they count as open, and are expired.
        var keys = state.keys
        keys.expire(lapsed.all, disabled: lapsed.disabled)
        return KeySummary(keys: keys, limit: state.keyLimit, requests: requests)
    }
}

/// A tenant's keys in numbers.
package struct KeySummary: Sendable {
    package let keys: KeyCounts
    package let limit: Int
    /// Checks whose secret matched, ever.
    package let requests: Int

    package var body: JSON {
        [
            "total": .integer(Int64(keys.total)), "active": .integer(Int64(keys.open - keys.disabled)),
            "disabled": .integer(Int64(keys.disabled)), "revoked": .integer(Int64(keys.revoked)),
            "expired": .integer(Int64(keys.expired)), "total_requests": .integer(Int64(requests)),
            "limit": .integer(Int64(limit)), "used": .integer(Int64(keys.open)),
        ]
    }
}
