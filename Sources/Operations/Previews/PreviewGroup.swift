package import Domain
internal import Store

/// What other scopes of a group would have refused of its keys' last seven days. Changes nothing.
package struct PreviewGroup: Sendable {
    private let platform: Platform
    private let seats = TenantSeats(
        most: 2,
        detail: "A group is being looked at at this moment. Try again when that is done."
    )

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
        let approach = try await approachKeys(of: tenant, for: call)
        let (found, policy, now) = try await platform.read(authorization) {
            ($0.group(id), $0.policy(), $0.now())
        }
        let group = try found.found
        let edited = try read().applied(to: group, under: policy)
        let span = PreviewSpan(until: now)
        try seats.take(tenant)
        defer { seats.leave(tenant) }
        let seen = try await platform.database.readTenant(tenant) {
            $0.observedUse(of: id, narrowedTo: edited.scopes, since: span.since, keys: GroupPreview.mostKeys)
        }
        // Who may not read keys is told how many there are, and not which.
        let readsKeys = (try? approach?.authorization(under: policy)) != nil
        return GroupPreview(
            span: span,
            radius: GroupBlastRadius(
                radius: BlastRadius(.narrow(scopes: Set(edited.scopes)), of: seen.use),
                keys: readsKeys ? seen.keys : [],
                keyCount: seen.keyCount,
                isCutShort: seen.isCutShort
            )
        )
    }

    /// Nil for whoever may not read keys under any policy.
    private func approachKeys(of tenant: ID<Tenant>, for call: Call) async throws -> KeyApproach? {
        do {
            return try await platform.approachKeys(.keyRead, of: tenant, for: call)
        } catch let refusal as Failure where refusal.code == .roleForbidden {
            return nil
        }
    }
}

/// What an edit of a group would have refused.
package struct GroupPreview: Sendable {
    static let mostKeys = 100

    let span: PreviewSpan
    let radius: GroupBlastRadius
}
