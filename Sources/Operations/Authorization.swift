internal import Domain
internal import Store

/// That a call may go on: what it may do, on which tenant.
struct Authorization: Sendable {
    let tenant: TenantFacts
    let permit: Permit
}

extension Platform {
    /// Decides before any of the tenant's rows is touched, so that a stranger cannot even wait for its lock. Not for
    /// actions on keys, all of which it refuses to tenants' roles: see ``approachKeys(_:of:for:)``.
    ///
    /// What staff read is in the tenant's trail once this returns.
    ///
    /// The platform itself has no policy, no keys and no groups, so to everybody it is no tenant.
    func authorize(_ action: Action, on tenant: ID<Tenant>, for call: Call) async throws -> Authorization {
        let tenant = try await facts(of: tenant)
        let authorization = try authorize(
            action,
            by: try await standing(of: call.actor, for: action, on: tenant),
            on: tenant,
            for: call
        )
        try await witness(authorization.permit, of: tenant.id, for: call)
        return authorization
    }

    func authorize(
        _ action: Action,
        by actor: Actor,
        on tenant: TenantFacts,
        for call: Call
    ) throws -> Authorization {
        let permit = try Access.authorize(action, by: actor, on: tenant, reason: call.reason.get())
        try call.requireWellFormed()
        return Authorization(tenant: tenant, permit: permit)
    }

    /// The actor, as which they get furthest: staff who are members as well act as staff where members are stopped.
    private func standing(of actor: Actor, for action: Action, on tenant: TenantFacts) async throws -> Actor {
        let isMember = actor.memberships.contains { [tenant.id, tenant.parent].contains($0.tenant) }
        guard actor.platformRole != nil, isMember else { return actor }
        let (state, partner) = try await database.readTenant(tenant.id) {
            ($0.state(), try $0.state(of: tenant.parent))
        }
        let isSuspended = state?.suspension != nil || partner?.suspension != nil
        return isSuspended ? actor.asStaff(for: action) : actor
    }

    private func facts(of tenant: ID<Tenant>) async throws -> TenantFacts {
        guard let facts = try await directory.facts(of: tenant), facts.kind != .platform else {
            throw Failure.notFound()
        }
        return facts
    }
}

/// That somebody may come as far as a tenant's keys. Whether they may do what they came for is up to the tenant's policy,
/// which is known only from its rows.
struct KeyApproach: Sendable {
    let tenant: TenantFacts
    private let actor: Actor
    private let call: Call
    /// What there would be if the policy's `key_roles` let in every role.
    fileprivate let widest: Permit

    fileprivate init(_ action: Action, by actor: Actor, to tenant: TenantFacts, for call: Call) throws {
        self.tenant = tenant
        self.actor = actor
        self.call = call
        let everyRole = Set(Role.allCases)
        widest = try Access.authorize(
            action,
            by: actor,
            on: tenant,
            keyRoles: everyRole,
            reason: call.reason.get()
        )
    }

    /// In which role class they come: staff are not held up by a suspension.
    var isStaff: Bool { widest.role.isPlatform }

    /// Whatever may turn out to bound them.
    var memberships: [Membership] { widest.memberships }

    /// The authorization, now that the policy is there to narrow it.
    func authorization(under policy: Policy) throws -> Authorization {
        let permit = try Access.authorize(
            widest.action,
            by: actor,
            on: tenant,
            keyRoles: policy.keyRoles,
            reason: call.reason.get()
        )
        try call.requireWellFormed()
        return Authorization(tenant: tenant, permit: permit)
    }
}

extension Platform {
    func approachKeys(_ action: Action, of tenant: ID<Tenant>, for call: Call) async throws -> KeyApproach {
        let facts = try await facts(of: tenant)
        let actor = try await standing(of: call.actor, for: action, on: facts)
        do {
            let approach = try KeyApproach(action, by: actor, to: facts, for: call)
            try await witness(try await reading(approach, by: actor, for: call), of: tenant, for: call)
            return approach
        } catch let refusal as Failure where refusal.code == .roleForbidden {
            // Who can see the tenant is told which roles could, and that is for its policy to say.
            let policy = try await database.readTenant(tenant) { $0.policy() }
            _ = try Access.authorize(action, by: call.actor, on: facts, keyRoles: policy.keyRoles, reason: nil)
            throw refusal
        }
    }

    /// As what they read keys. Staff who are members as well do it as members only where the tenant's policy lets them.
    private func reading(_ approach: KeyApproach, by actor: Actor, for call: Call) async throws -> Permit {
        let (widest, tenant) = (approach.widest, approach.tenant)
        guard widest.action.onlyReads, actor.platformRole != nil, !approach.isStaff else { return widest }
        let policy = try await database.readTenant(tenant.id) { $0.policy() }
        let reason = try call.reason.get()
        return try Access.authorize(widest.action, by: actor, on: tenant, keyRoles: policy.keyRoles, reason: reason)
    }
}
