package import Domain
internal import Store

/// One tenant, and what the caller may do on it. Its people see it while it is suspended too: that is where they read that
/// it is.
package struct ReadTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ tenant: ID<Tenant>, call: Call) async throws -> TenantForYou {
        let authorization = try await platform.authorize(.tenantRead, on: tenant, for: call)
        let facts = authorization.tenant
        let (itself, state, partner, policy) = try await platform.database.readTenant(tenant) { transaction in
            (transaction.itself(), transaction.state(), try transaction.state(of: facts.parent), transaction.policy())
        }
        let standing = Standing(
            of: call.actor,
            on: facts,
            keyRoles: policy.keyRoles,
            suspension: try state.found.suspension,
            isPartnerSuspended: partner?.suspension != nil
        )
        return TenantForYou(
            view: TenantView(try itself.found, try state.found, partner: partner),
            standing: standing,
            role: authorization.permit.role,
            ceiling: try await ceiling(of: standing, on: tenant)
        )
    }

    /// Asks only for whoever is bounded: most are not.
    private func ceiling(of standing: Standing, on tenant: ID<Tenant>) async throws -> Set<String>? {
        guard let permit = standing.granting, permit.ceilingGroups != nil else { return nil }
        return try await platform.database.onTenant(tenant) { transaction in
            let pending = try platform.ceilings(of: permit.memberships, in: transaction)
            return try await platform.ceiling(of: permit, pending, in: transaction)
        }
    }
}
