extension Reach {
    /// Whether it takes a member of `home` to this tenant.
    func covers(_ tenant: TenantFacts, from home: ID<Tenant>) -> Bool {
        switch self {
        case .any: true
        case .down: tenant.id == home || tenant.parent == home
        case .own: tenant.id == home
        case .client: tenant.id == home && tenant.kind == .business
        case .children: tenant.parent == home
        case .businessesUnderOwn: tenant.parent == home && tenant.kind == .business
        case .never: false
        }
    }

    /// Whether someone with this role somewhere could get there.
    func couldCover(_ tenant: TenantFacts, as role: Role) -> Bool {
        switch self {
        case .any: true
        case .down: role.isPossible(in: tenant.kind) || tenant.parent != nil
        case .own, .client: role.isPossible(in: tenant.kind)
        case .children: tenant.parent != nil
        case .businessesUnderOwn: tenant.parent != nil && tenant.kind == .business
        case .never: false
        }
    }
}
