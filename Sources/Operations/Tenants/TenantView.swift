package import Domain
internal import Store

/// A tenant as it is shown.
package struct TenantView: Sendable {
    package let tenant: Tenant
    /// The preset that the tenant's policy was copied from.
    package let policy: String?
    package let keyLimit: Int
    package let suspension: Suspension?
    /// The partner above it is suspended, and so are its people and keys.
    package let isSuspendedThroughPartner: Bool
    package let createdAt: Instant
    /// Day of the month on which its billing period starts.
    package let billingDay: Int
    private let version: Int

    init(_ tenant: Tenant, _ state: TenantState, partner: TenantState?) {
        self.tenant = tenant
        policy = state.preset
        keyLimit = state.keyLimit
        suspension = state.suspension
        isSuspendedThroughPartner = partner?.suspension != nil
        createdAt = state.createdAt
        billingDay = state.billingDay
        version = state.version
    }

    package var id: ID<Tenant> { tenant.id }

    var audited: JSON {
        [
            "name": .string(tenant.name), "kind": .string(tenant.facts.kind.rawValue),
            "parent_id": JSON(tenant.facts.parent), "policy": JSON(policy), "key_limit": .integer(Int64(keyLimit)),
            "billing_day": .integer(Int64(billingDay)),
        ]
    }
}

extension TenantView: Replayable {
    package var eTag: String? { "\"\(version)\"" }

    package var body: JSON {
        [
            "id": .string(id.description), "name": .string(tenant.name), "kind": .string(tenant.facts.kind.rawValue),
            "parent_id": JSON(tenant.facts.parent), "policy": JSON(policy), "key_limit": .integer(Int64(keyLimit)),
            "billing_day": .integer(Int64(billingDay)), "suspended_at": JSON(suspension?.at),
            "suspended_by": JSON(suspension?.by.rawValue),
            "suspended_through_partner": .bool(isSuspendedThroughPartner),
            "created_at": .string(createdAt.description),
        ]
    }
}
