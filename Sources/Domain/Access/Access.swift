/// Applies the access table to a person and a tenant.
package enum Access {
    package enum Decision: Equatable, Sendable {
        case allowed(Permit)
        /// The actor cannot even read the tenant: to them it does not exist.
        case notFound
        /// In the order of the access table.
        case forbidden(rolesThatCould: [Role])
    }

    /// `keyRoles` are those of the tenant's policy, and matter for actions on keys only, where they narrow what tenant
    /// roles may do; PARTNER_ADMIN among them is one of the tenant itself, or of its parent.
    /// To create a tenant, describe it as it would be: then what must be readable is its parent.
    package static func decide(
        _ action: Action,
        by actor: Actor,
        on tenant: TenantFacts,
        keyRoles: Set<Role> = []
    ) -> Decision {
        let permits = { (role: Role) in role.isPlatform || !action.isOnKeys || keyRoles.contains(role) }
        let memberships = actor.memberships.filter { permits($0.role) && $0.allows(action, on: tenant) }
        let staffRole = actor.platformRole.flatMap { AccessTable.reach(of: $0, for: action) == .any ? $0 : nil }
        let isBounded = memberships.allSatisfy { $0.ceilingGroup != nil }
        // A role in the tenant first: whoever acts as one of its own needs no reason. But nobody has less by being more.
        if let role = memberships.map(\.role).min(), staffRole == nil || !isBounded {
            return .allowed(Permit(action: action, role: role, memberships: memberships))
        }
        if let staffRole {
            return .allowed(Permit(action: action, role: staffRole, memberships: []))
        }
        guard canSee(tenant, for: action, by: actor) else { return .notFound }
        return .forbidden(
            rolesThatCould: Role.allCases.filter { role in
                permits(role) && AccessTable.reach(of: role, for: action).couldCover(tenant, as: role)
            }
        )
    }

    private static func canSee(_ tenant: TenantFacts, for action: Action, by actor: Actor) -> Bool {
        if actor.platformRole != nil { return true }
        guard action == .tenantCreate else {
            return actor.memberships.contains { $0.allows(.tenantRead, on: tenant) }
        }
        // Without a parent there is nothing to hide.
        return tenant.parent.map { parent in actor.memberships.contains { $0.tenant == parent } } ?? true
    }
}

extension Membership {
    fileprivate func allows(_ action: Action, on target: TenantFacts) -> Bool {
        guard target.id != tenant || role.isPossible(in: target.kind) else { return false }
        return AccessTable.reach(of: role, for: action).covers(target, from: tenant)
    }
}
