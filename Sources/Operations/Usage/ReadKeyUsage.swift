package import Domain
internal import Store

/// What was counted of one key, hour by hour or day by day.
package struct ReadKeyUsage: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: what is asked for. Read when the actor may, and the key is there.
    package func callAsFunction(
        _ key: ID<APIKey>,
        in tenant: ID<Tenant>,
        _ read: () throws -> UsageQuery,
        call: Call
    ) async throws -> UsageSeries {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let (stored, now) = try await platform.read(approach) { ($0.key(key), $0.now()) }
        guard stored != nil else { throw Failure.notFound() }
        let range = try read().range(at: now)
        return try await platform.database.readTenant(tenant) { $0.usageSeries(of: key, over: range) }
    }
}
