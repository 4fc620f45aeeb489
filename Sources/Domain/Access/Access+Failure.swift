extension Access {
    /// The permit, or the refusal in its order: 404, 403, missing reason. An empty reason is none.
    package static func authorize(
        _ action: Action,
        by actor: Actor,
        on tenant: TenantFacts,
        keyRoles: Set<Role> = [],
        reason: String?
    ) throws(Failure) -> Permit {
        switch decide(action, by: actor, on: tenant, keyRoles: keyRoles) {
        case .notFound:
            throw tenantNotFound
        case .forbidden(let roles):
            throw forbidden(action, rolesThatCould: roles)
        case .allowed(let permit):
            guard !permit.needsReason || !(reason ?? "").unicodeScalars.allSatisfy(\.isBlank) else {
                throw Failure(.reasonRequired, "Staff changing a tenant's data say why, in the header Latchkey-Reason.")
            }
            return permit
        }
    }

    /// The same for a tenant that does not exist as for one that the actor may not know of.
    package static let tenantNotFound = Failure(.notFound, "There is no such tenant.")

    private static func forbidden(_ action: Action, rolesThatCould roles: [Role]) -> Failure {
        let names = roles.map(\.rawValue)
        let who = names.isEmpty ? "No role may do this here" : "It takes \(names.joined(separator: " or "))"
        return Failure(
            .roleForbidden,
            "\(who): \(action.rawValue).",
            members: [JSON.Member("roles", .array(names.map(JSON.string)))]
        )
    }
}
