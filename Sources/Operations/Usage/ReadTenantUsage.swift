package import Domain
internal import Store

/// What was counted of all of a tenant's keys together.
package struct ReadTenantUsage: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: what is asked for. Read when the actor may.
    package func callAsFunction(
        of tenant: ID<Tenant>,
        _ read: () throws -> UsageQuery,
        call: Call
    ) async throws -> UsageSeries {
        let approach = try await platform.approachKeys(.keyRead, of: tenant, for: call)
        let now = try await platform.read(approach) { $0.now() }
        let range = try read().range(at: now)
        return try await platform.database.readTenant(tenant) { $0.usageSeries(of: .wholeTenant, over: range) }
    }
}
