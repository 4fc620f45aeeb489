package import Domain
internal import Store

/// Ends somebody's membership, and with it what they may do here from their next request on.
package struct RemoveMember: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    /// - Parameter read: the version that the caller has seen, if it matters to them.
    package func callAsFunction(
        _ id: ID<Membership>,
        _ read: () throws -> VersionCondition?,
        from tenant: ID<Tenant>,
        call: Call
    ) async throws -> Departure {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        let approach = try? await platform.approachKeys(.keyRead, of: tenant, for: call)
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let policy = transaction.policy()
            let stored = transaction.member(id)
            let locked = try await platform.held(access, in: transaction)
            guard let member = try await transaction.result(stored) else { throw Failure.notFound() }
            try read()?.require(member.version)
            return try await platform.end(
                member,
                "member.remove",
                namingKeys: try await platform.readsKeys(approach, under: policy, in: transaction),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
        }
    }
}
