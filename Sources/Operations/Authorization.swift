internal import Domain
internal import Store

/// An action that was allowed: on which tenant, in which role, and the reason that staff gave.
struct Authorization: Sendable {
    let action: Action
    let tenant: TenantFacts
    let role: Role
    let reason: String?
}

extension Platform {
    /// Refuses in the order that the outside sees: 404 for what the actor cannot read, 403 for what they cannot do,
    /// then staff's missing reason.
    func authorize(_ action: Action, on tenant: ID<Tenant>, for call: Call) async throws -> Authorization {
        guard let facts = try await directory.facts(of: tenant) else { throw Failure.notFound() }
        switch Access.decide(action, by: call.actor, on: facts) {
        case .notFound:
            throw Failure.notFound()
        case .forbidden(let roles):
            throw Failure.roleForbidden(action, rolesThatCould: roles)
        case .allowed(let role, let needsReason):
            if needsReason, call.reason == nil { throw Failure.reasonRequired() }
            return Authorization(action: action, tenant: facts, role: role, reason: call.reason)
        }
    }
}
