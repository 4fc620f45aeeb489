package import Domain

/// A tenant as it is shown to somebody, with what they may do on it: no client has to know the access table.
package struct TenantForYou: Sendable {
    package let view: TenantView
    package let standing: Standing
    /// As what they read it.
    package let role: Role
    /// The scopes beyond which they grant nothing; nil when nothing bounds them.
    package let ceiling: Set<String>?
}

extension TenantForYou: Replayable {
    package var eTag: String? { view.eTag }

    package var body: JSON {
        guard case .object(let members) = view.body else { return view.body }
        return .object(
            members + [
                JSON.Member("allowed_actions", .array(standing.actions.map { .string($0.rawValue) })),
                JSON.Member("acts_as", .string(role.rawValue)),
                JSON.Member("needs_reason", .bool(standing.needsReason)),
                JSON.Member("ceiling", ceiling.map { .array($0.sorted().map(JSON.string)) } ?? .null),
            ]
        )
    }
}
