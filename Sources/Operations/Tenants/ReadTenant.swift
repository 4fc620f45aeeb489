package import Domain
internal import Store

/// One tenant. Its people see it while it is suspended too: that is where they read that it is.
package struct ReadTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ tenant: ID<Tenant>, call: Call) async throws -> TenantView {
        let parent = try await platform.authorize(.tenantRead, on: tenant, for: call).tenant.parent
        let (itself, state, partner) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.itself(), transaction.state(), try transaction.state(of: parent))
        }
        return TenantView(try itself.found, try state.found, partner: partner)
    }
}
