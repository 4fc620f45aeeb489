package import Domain
internal import Store

/// One tenant.
package struct ReadTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ tenant: ID<Tenant>, call: Call) async throws -> TenantView {
        _ = try await platform.authorize(.tenantRead, on: tenant, for: call)
        let (facts, state) = try await platform.database.readTenant(tenant) { ($0.facts(), $0.state()) }
        guard let facts, let state else { throw Failure.notFound() }
        return TenantView(facts: facts, state: state)
    }
}
