extension Preset {
    /// The kinds of tenants that are made from presets.
    package enum Kind: String, CaseIterable, Sendable {
        case partner = "PARTNER"
        case business = "BUSINESS"

        package var tenantKind: TenantKind {
            switch self {
            case .partner: .partner
            case .business: .business
            }
        }
    }

    /// What does not fit together; the policy's own rules are the policy's.
    package var inputErrors: [InputError] {
        Self.misfits(of: tenantKind, requiresParent: requiresParent, offeredToPartners: offeredToPartners)
    }

    static func misfits(of kind: TenantKind, requiresParent: Bool, offeredToPartners: Bool) -> [InputError] {
        guard kind != .business else { return [] }
        var errors = InputErrors()
        if requiresParent { errors.add("/requires_parent", "INVALID_VALUE", "Only a BUSINESS has a parent.") }
        if offeredToPartners {
            errors.add("/offered_to_partners", "INVALID_VALUE", "Partners make no tenants but a BUSINESS.")
        }
        return errors.all
    }

    package var json: JSON {
        [
            "name": .string(name), "tenant_kind": .string(tenantKind.rawValue),
            "requires_parent": .bool(requiresParent), "offered_to_partners": .bool(offeredToPartners),
            "policy": policy.json,
        ]
    }
}
