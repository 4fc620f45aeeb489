package import Domain
internal import Store

/// One tenant.
package struct ReadTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ tenant: ID<Tenant>, call: Call) async throws -> TenantView {
        _ = try await platform.authorize(.tenantRead, on: tenant, for: call)
        return try await platform.database.onTenant(tenant) { transaction in
            let facts = transaction.facts()
            guard let state = try await transaction.result(transaction.state()),
                let facts = try await transaction.result(facts)
            else { throw Failure.notFound() }
            return TenantView(facts: facts, state: state)
        }
    }
}
