package import Domain
internal import Store

/// A tenant as it is shown.
package struct TenantView: Sendable {
    package let id: ID<Tenant>
    package let name: String
    package let kind: TenantKind
    package let parent: ID<Tenant>?
    /// The preset that the tenant's policy was copied from.
    package let policy: String?
    package let keyLimit: Int
    package let suspendedAt: Instant?
    package let createdAt: Instant
    /// Day of the month on which its billing period starts.
    package let billingDay: Int
    private let version: Int

    init(facts: TenantFacts, state: TenantState) {
        id = facts.id
        name = facts.name
        kind = facts.kind
        parent = facts.parent
        policy = state.preset
        keyLimit = state.keyLimit
        suspendedAt = state.suspendedAt
        createdAt = state.createdAt
        billingDay = state.billingDay
        version = state.version
    }

    var audited: JSON {
        [
            "name": .string(name), "kind": .string(kind.rawValue),
            "parent_id": parent.map { .string($0.description) } ?? nil,
            "policy": policy.map(JSON.string) ?? nil, "key_limit": .integer(Int64(keyLimit)),
            "billing_day": .integer(Int64(billingDay)),
        ]
    }
}

extension TenantView: Replayable {
    package var eTag: String? { "\"\(version)\"" }

    package var body: JSON {
        [
            "id": .string(id.description), "name": .string(name), "kind": .string(kind.rawValue),
            "parent_id": JSON(parent), "policy": JSON(policy), "key_limit": .integer(Int64(keyLimit)),
            "billing_day": .integer(Int64(billingDay)), "suspended_at": JSON(suspendedAt),
            "created_at": .string(createdAt.description),
        ]
    }
}
