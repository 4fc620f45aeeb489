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
}
