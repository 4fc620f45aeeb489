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
        return try await platform.tightening {
            try await platform.database.onTenant(tenant) { transaction in
                let access = try platform.lock(authorization, for: call, in: transaction)
                let stored = transaction.group(id)
                let keys = transaction.keys(using: id, limit: GroupUse.mostNamed)
                let keyCount = transaction.countKeys(using: id)
                let members = transaction.members(under: id, limit: GroupUse.mostNamed)
                let memberCount = transaction.countMembers(under: id)
                let locked = try await platform.held(access, in: transaction)

                guard let group = try await transaction.result(stored) else { throw Failure.notFound() }
                try read()?.require(group.version)
                let bound = try await transaction.result(members)
                let people =
                    bound.isEmpty ? [:] : try await transaction.result(transaction.people(Set(bound.map(\.user))))
                try GroupUse(
                    keys: try await transaction.result(keys).map { key in
                        GroupUse.Key(
                            id: key.id,
                            name: key.name,
                            status: .derive(
                                disabledAt: key.disabledAt,
                                expiresAt: key.expiresAt,
                                revokedAt: nil,
                                now: locked.now
                            )
                        )
                    },
                    keyCount: try await transaction.result(keyCount),
                    members: bound.map { member in
                        GroupUse.Member(
                            id: member.id,
                            user: member.user,
                            name: people[member.user]?.name,
                            role: member.role
                        )
                    },
                    memberCount: try await transaction.result(memberCount)
                ).requireNone()

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
