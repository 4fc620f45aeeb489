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

    init(facts: TenantFacts, state: TenantState) {
        id = facts.id
        name = facts.name
        kind = facts.kind
        parent = facts.parent
        policy = state.preset
        keyLimit = state.keyLimit
        suspendedAt = state.suspendedAt
        createdAt = state.createdAt
    }

    var audited: JSON {
        [
            "name": .string(name), "kind": .string(kind.rawValue),
            "parent_id": parent.map { .string($0.description) } ?? nil,
            "policy": policy.map(JSON.string) ?? nil, "key_limit": .integer(Int64(keyLimit)),
        ]
    }
}
