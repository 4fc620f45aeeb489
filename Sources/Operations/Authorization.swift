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
    /// The platform itself has no policy, no keys and no groups, so to everybody it is no tenant.
    func authorize(_ action: Action, on tenant: ID<Tenant>, for call: Call) async throws -> Authorization {
        try authorize(action, on: try await facts(of: tenant), for: call)
    }

    func authorize(_ action: Action, on tenant: TenantFacts, for call: Call) throws -> Authorization {
        let permit = try Access.authorize(action, by: call.actor, on: tenant, reason: call.reason.get())
        try call.requireWellFormed()
        return Authorization(tenant: tenant, permit: permit)
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
    private let call: Call
    /// What there would be if the policy's `key_roles` let in every role.
    private let widest: Permit

    fileprivate init(_ action: Action, to tenant: TenantFacts, for call: Call) throws {
        self.tenant = tenant
        self.call = call
        let everyRole = Set(Role.allCases)
        widest = try Access.authorize(
            action,
            by: call.actor,
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
            by: call.actor,
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
        do {
            return try KeyApproach(action, to: facts, for: call)
        } catch let refusal as Failure where refusal.code == .roleForbidden {
            // Who can see the tenant is told which roles could, and that is for its policy to say.
            let policy = try await database.readTenant(tenant) { $0.policy() }
            _ = try Access.authorize(action, by: call.actor, on: facts, keyRoles: policy.keyRoles, reason: nil)
            throw refusal
        }
    }
}
