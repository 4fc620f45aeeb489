internal import Domain
internal import Store

/// The tenants that somebody can read, oldest first: all of them for staff, else their own and those below.
package struct ListTenants: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ page: PageRequest, call: Call) async throws -> Page<TenantView> {
        let list = "tenants \(call.actor.user.id)"
        let after: ID<Tenant>? = try platform.cursors.id(in: page.cursor, of: list)
        let found = try await readable(by: call, after: after, limit: page.limit + 1)
        let page = platform.cursors.page(found, limit: page.limit, of: list) { .string($0.id.description) }
        return Page(elements: try await views(of: page.elements), nextCursor: page.nextCursor)
    }

    private func readable(by call: Call, after: ID<Tenant>?, limit: Int) async throws -> [Tenant] {
        let actor = call.actor
        if let role = actor.platformRole, AccessTable.reach(of: role, for: .tenantRead) == .any {
            try await platform.witnessList(.tenantRead, for: call)
            return try await platform.database.readPlatform { $0.tenants(after: after, limit: limit) }
        }
        return try await platform.database.onTenant(.platform) { transaction in
            var replies: [Reply<[Tenant]>] = []
            for membership in actor.memberships {
                try transaction.elsewhere(on: membership.tenant) { home in
                    replies.append(home.itself(after: after))
                    if AccessTable.reach(of: membership.role, for: .tenantRead) == .down {
                        replies.append(home.children(after: after, limit: limit))
                    }
                }
            }
            var found: Set<Tenant> = []
            for reply in replies { found.formUnion(try await transaction.result(reply)) }
            return Array(found.sorted { $0.id < $1.id }.prefix(limit))
        }
    }

    /// Each tenant's state, and its partner's, is read on that tenant: all of them in one round trip.
    private func views(of tenants: [Tenant]) async throws -> [TenantView] {
        try await platform.database.onTenant(.platform) { transaction in
            let asked = Set(tenants.map(\.id) + tenants.compactMap(\.facts.parent))
            let replies = try asked.map { ($0, try transaction.state(of: $0)) }
            var states: [ID<Tenant>: TenantState] = [:]
            for (tenant, state) in replies { states[tenant] = try await transaction.result(state) }
            return tenants.compactMap { tenant in
                states[tenant.id].map { state in
                    TenantView(tenant, state, partner: tenant.facts.parent.flatMap { states[$0] })
                }
            }
        }
    }
}
