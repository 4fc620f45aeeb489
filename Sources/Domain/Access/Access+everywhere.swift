extension Access {
    /// For what is about all tenants at once, and so for whoever may do it on any of them. It hides nothing: everybody
    /// else is refused with `ROLE_FORBIDDEN`.
    package static func authorizeEverywhere(_ action: Action, by actor: Actor) throws(Failure) {
        let isEverywhere = { (role: Role) in AccessTable.reach(of: role, for: action) == .any }
        guard let role = actor.platformRole, isEverywhere(role) else {
            throw forbidden(action, to: actor, rolesThatCould: Role.allCases.filter(isEverywhere))
        }
    }
}
