package import Domain
internal import Store

/// Deletes an authorization group that no key has and no member is limited to. Both come to be under the tenant's lock, so
/// that none can slip in.
package struct DeleteGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the version that the caller has seen, if it matters to them.
    /// - Returns: the group as it was.
    package func callAsFunction(
        _ id: ID<AuthorizationGroup>,
        _ read: () throws -> VersionCondition?,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<AuthorizationGroup> {
        let authorization = try await platform.authorize(.groupManage, on: tenant, for: call)
        let approach = try? await platform.approachKeys(.keyRead, of: tenant, for: call)
        return try await platform.tightening(mayTighten: false) { announcements in
            try await platform.database.onTenant(tenant, announcing: announcements) { transaction in
                let access = try platform.lock(authorization, for: call, in: transaction)
                let policy = transaction.policy()
                let stored = transaction.group(id)
                let use = PendingGroupUse(of: id, in: transaction)
                let locked = try await platform.held(access, in: transaction)

                guard let group = try await transaction.result(stored) else { throw Failure.notFound() }
                try read()?.require(group.version)
                // Who may not read keys is told how many there are, and not which.
                let rules = try await transaction.result(policy)
                let readsKeys = (try? approach?.authorization(under: rules)) != nil
                try await use.result(at: locked.now, namingKeys: readsKeys, in: transaction).requireNone()

                transaction.delete(group)
                try platform.conclude(
                    Change(.groupManage, on: group.id, before: group.audited),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                return .first(group)
            }
        }
    }
}
