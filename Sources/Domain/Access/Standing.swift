/// What somebody may do on a tenant now, as its policy and its suspension have it: what the routes would decide.
package struct Standing: Equatable, Sendable {
    /// In the order of the access table.
    package let permits: [Permit]

    /// - Parameter isPartnerSuspended: whether the partner above the tenant is.
    package init(
        of actor: Actor,
        on tenant: TenantFacts,
        keyRoles: Set<Role>,
        suspension: Suspension?,
        isPartnerSuspended: Bool
    ) {
        let isStopped = suspension != nil || isPartnerSuspended
        permits = Action.allCases.compactMap { action in
            guard let subject = tenant.subject(of: action) else { return nil }
            let actor = isStopped ? actor.asStaff(for: action) : actor
            let decision = Access.decide(action, by: actor, on: subject, keyRoles: keyRoles)
            guard case .allowed(let permit) = decision else { return nil }
            return permit.survives(suspension, isPartnerSuspended: isPartnerSuspended) ? permit : nil
        }
    }

    package var actions: [Action] { permits.map(\.action) }

    /// Whether something of it takes a reason.
    package var needsReason: Bool { permits.contains(where: \.needsReason) }

    /// Through what scopes are given away, to keys or else to groups; nil when none are.
    package var granting: Permit? {
        permits.first { $0.action == .keyCreate } ?? permits.first { $0.action == .groupManage }
    }
}

extension TenantFacts {
    /// What the action is decided about: to create a tenant here is to create a business under this partner.
    fileprivate func subject(of action: Action) -> TenantFacts? {
        guard action == .tenantCreate else { return self }
        return kind == .partner ? TenantFacts(id: ID(bits: 0), kind: .business, parent: id, route: route) : nil
    }
}

extension Permit {
    /// A suspended tenant's people see that it is, and a partner that is not itself suspended goes on deciding about its
    /// businesses' suspension.
    fileprivate func survives(_ suspension: Suspension?, isPartnerSuspended: Bool) -> Bool {
        if role.isPlatform { return true }
        switch action {
        case .tenantRead: return true
        case .tenantSuspend: return !isPartnerSuspended
        case .tenantResume:
            return !isPartnerSuspended && (suspension.map { (try? $0.requireResumable(by: role)) != nil } ?? true)
        default: return suspension == nil && !isPartnerSuspended
        }
    }
}
