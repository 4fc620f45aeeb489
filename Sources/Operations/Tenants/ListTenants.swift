package import Domain
internal import Store

/// The tenants that somebody can read, oldest first: all of them for staff, else their own and those below.
package struct ListTenants: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter filter: whoever is no staff may get a page that is shorter than its limit and not the last.
    package func callAsFunction(
        _ page: PageRequest,
        matching filter: TenantFilter = TenantFilter(),
        call: Call
    ) async throws -> Page<TenantView> {
        let list = "tenants \(call.actor.user.id) \(filter.name)"
        let after: ID<Tenant>? = try platform.cursors.id(in: page.cursor, of: list)
        let step = filter.isSifted(for: call.actor) ? Self.sifted : page.limit + 1
        if call.actor.readsAllTenants { try await platform.witnessList(.tenantRead, for: call) }
        let tenants = try await readable(filter, by: call.actor, after: after, limit: step)
        let found = try await views(of: tenants).filter(filter.shows)
        if found.count > page.limit || tenants.count < step {
            return platform.cursors.page(found, limit: page.limit, of: list) { .string($0.id.description) }
        }
        return Page(
            elements: found,
            nextCursor: tenants.last.map { platform.cursors.seal(.string($0.id.description), of: list) }
        )
    }

    /// Whoever is no staff learns of tenants' suspension by asking each, so there is an end to it.
    private static let sifted = 300

    private func readable(
        _ filter: TenantFilter,
        by actor: Actor,
        after: ID<Tenant>?,
        limit: Int
    ) async throws -> [Tenant] {
        if actor.readsAllTenants {
            return try await platform.database.readPlatform { $0.tenants(matching: filter, after: after, limit: limit) }
        }
        return try await platform.database.onTenant(.platform) { transaction in
            var replies: [Reply<[Tenant]>] = []
            for membership in actor.memberships {
                try transaction.elsewhere(on: membership.tenant) { home in
                    replies.append(home.itself(matching: filter, after: after))
                    if AccessTable.reach(of: membership.role, for: .tenantRead) == .down {
                        replies.append(home.children(matching: filter, after: after, limit: limit))
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

extension Actor {
    fileprivate var readsAllTenants: Bool {
        platformRole.map { AccessTable.reach(of: $0, for: .tenantRead) == .any } ?? false
    }
}

extension TenantFilter {
    /// Whether tenants are read that turn out not to be meant: only staff's rows say who is suspended.
    fileprivate func isSifted(for actor: Actor) -> Bool { status != nil && !actor.readsAllTenants }

    fileprivate func shows(_ view: TenantView) -> Bool {
        guard let status else { return true }
        return (view.suspension != nil || view.isSuspendedThroughPartner) == (status == .suspended)
    }
}
