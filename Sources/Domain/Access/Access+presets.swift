// Presets belong to no tenant. Staff who may read policies see all of them; whoever may make tenants sees those from which
// they may choose; changing them is changing policies.

/// How many of the presets somebody sees.
package enum VisiblePresets: String, Sendable {
    case all
    case offeredToPartners

    package func shows(_ preset: Preset) -> Bool {
        switch self {
        case .all: true
        case .offeredToPartners: preset.offeredToPartners
        }
    }
}

extension Access {
    /// `ROLE_FORBIDDEN` for whoever could do nothing with a preset.
    package static func viewPresets(by actor: Actor) throws(Failure) -> VisiblePresets {
        if let role = actor.platformRole, AccessTable.reach(of: role, for: .policyRead) == .any { return .all }
        if actor.memberships.contains(where: { $0.role.makesTenants }) { return .offeredToPartners }
        throw forbidden(
            .policyRead,
            to: actor,
            rolesThatCould: Role.allCases.filter { role in
                AccessTable.reach(of: role, for: .policyRead) == .any || role.makesTenants
            }
        )
    }

    /// The permit, or `ROLE_FORBIDDEN`, or `REASON_REQUIRED`. Whether there is such a preset is told to nobody else.
    package static func managePresets(
        by actor: Actor,
        of platform: TenantFacts,
        reason: @autoclosure () throws(Failure) -> String?
    ) throws(Failure) -> Permit {
        guard actor.platformRole != nil else {
            throw forbidden(
                .policyManage,
                to: actor,
                rolesThatCould: Role.allCases.filter { AccessTable.reach(of: $0, for: .policyManage) == .any }
            )
        }
        return try authorize(.policyManage, by: actor, on: platform, reason: try reason())
    }
}

extension Role {
    fileprivate var makesTenants: Bool { !isPlatform && AccessTable.reach(of: self, for: .tenantCreate) != .never }
}
