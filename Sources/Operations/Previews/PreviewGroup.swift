package import Domain
internal import Store

/// What other scopes of a group would have refused of its keys' last seven days. Changes nothing.
package struct PreviewGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the edit that is thought of, of which the scopes count. Read when the actor may, and the group is
    ///   there.
    package func callAsFunction(
        _ id: ID<AuthorizationGroup>,
        _ read: () throws -> GroupEdit,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> GroupPreview {
        let authorization = try await platform.authorize(.groupRead, on: tenant, for: call)
        let (found, policy, now) = try await platform.read(authorization) {
            ($0.group(id), $0.policy(), $0.now())
        }
        let group = try found.found
        let edited = try read().applied(to: group, under: policy)
        let span = PreviewSpan(until: now)
        let seen = try await platform.database.readTenant(tenant) {
            $0.observedUse(of: id, narrowedTo: edited.scopes, since: span.since, keys: GroupPreview.mostKeys)
        }
        return GroupPreview(
            span: span,
            radius: GroupBlastRadius(
                radius: BlastRadius(.narrow(scopes: Set(edited.scopes)), of: seen.use),
                keys: seen.keys,
                keyCount: seen.keyCount,
                isCutShort: seen.isCutShort
            )
        )
    }
}

/// What an edit of a group would have refused.
package struct GroupPreview: Sendable {
    static let mostKeys = 100

    let span: PreviewSpan
    let radius: GroupBlastRadius
}
