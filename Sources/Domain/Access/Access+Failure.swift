extension Access {
    /// The permit, or the refusal in its order: 404, 403, missing reason. An empty reason is none.
    ///
    /// - Parameter reason: read only when one is needed, so that a bad one is refused behind 404 and 403.
    package static func authorize(
        _ action: Action,
        by actor: Actor,
        on tenant: TenantFacts,
        keyRoles: Set<Role> = [],
        reason: @autoclosure () throws(Failure) -> String?
    ) throws(Failure) -> Permit {
        switch decide(action, by: actor, on: tenant, keyRoles: keyRoles) {
        case .notFound:
            throw .notFound()
        case .forbidden(let roles):
            throw forbidden(action, to: actor, rolesThatCould: roles)
        case .allowed(let permit):
            guard permit.needsReason else { return permit }
            let reason = try reason() ?? ""
            guard !reason.unicodeScalars.allSatisfy(\.isBlank) else {
                throw Failure(.reasonRequired, "Staff changing a tenant's data say why, in the header Latchkey-Reason.")
            }
            return permit
        }
    }

    static func forbidden(_ action: Action, to actor: Actor? = nil, rolesThatCould roles: [Role]) -> Failure {
        if let role = actor?.withheldRole, roles.contains(role) { return .secondFactorMissing(for: role) }
        let names = roles.map(\.rawValue)
        let who = names.isEmpty ? "No role may do this here" : "It takes \(names.joined(separator: " or "))"
        return Failure(
            .roleForbidden,
            "\(who): \(action.rawValue).",
            members: [JSON.Member("roles", .array(names.map(JSON.string)))]
        )
    }
}
