internal import Domain
internal import Store

/// That a call may go on: what it may do, on which tenant.
struct Authorization: Sendable {
    let tenant: TenantFacts
    let permit: Permit
}

extension Platform {
    /// Decides before any of the tenant's rows is touched, so that a stranger cannot even wait for its lock.
    ///
    /// Whom the tenant's policy lets at its keys is known only from its rows: see ``narrow(_:by:for:)``.
    func authorize(_ action: Action, on tenant: ID<Tenant>, for call: Call) async throws -> Authorization {
        guard let facts = try await directory.facts(of: tenant) else { throw Failure.notFound() }
        return try authorize(action, on: facts, for: call)
    }

    func authorize(_ action: Action, on tenant: TenantFacts, for call: Call) throws -> Authorization {
        let permit = try Access.authorize(
            action,
            by: call.actor,
            on: tenant,
            keyRoles: Set(Role.allCases),
            reason: call.reason
        )
        return Authorization(tenant: tenant, permit: permit)
    }

    /// The same once more, now that the policy is known: its `key_roles` narrow who may act on keys.
    func narrow(_ authorization: Authorization, by policy: Policy, for call: Call) throws -> Authorization {
        let permit = try Access.authorize(
            authorization.permit.action,
            by: call.actor,
            on: authorization.tenant,
            keyRoles: policy.keyRoles,
            reason: call.reason
        )
        return Authorization(tenant: authorization.tenant, permit: permit)
    }
}
