package import Domain
internal import Store

/// Edits an authorization group. What its keys may do, and what its members may grant, changes at once.
package struct EditGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<AuthorizationGroup>,
        _ read: () throws -> GroupEdit,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Tightened<AuthorizationGroup> {
        let authorization = try await platform.authorize(.groupManage, on: tenant, for: call)
        let edit = Result { try read() }
        return try await platform.tightening(mayTighten: (try? edit.get())?.scopes != nil) { announcements in
            try await platform.database.onTenant(tenant, announcing: announcements) { transaction in
                let access = try platform.lock(authorization, for: call, in: transaction)
                let policy = transaction.policy()
                let stored = transaction.group(id)
                let isTaken = transaction.hasGroup(named: (try? edit.get())?.validName, besides: id)
                let ceilings = try platform.ceilings(of: authorization.permit.memberships, in: transaction)
                let locked = try await platform.held(access, in: transaction)

                guard let group = try await transaction.result(stored) else { throw Failure.notFound() }
                let edit = try edit.get()
                var edited = try edit.applied(
                    to: group,
                    under: try await transaction.result(policy),
                    ceiling: try await platform.ceiling(of: authorization.permit, ceilings, in: transaction)
                )
                try VersionCondition.needed(edit.expectedVersion).require(group.version)
                let author = try Author(call, authorization.permit)
                guard edited != group else {
                    platform.conclude(unchanged: locked, authorization.permit, by: author, in: transaction)
                    return .first(group)
                }
                if try await transaction.result(isTaken) { throw Failure.groupNameTaken() }

                edited.updatedAt = locked.now
                edited.version += 1
                transaction.update(edited, by: call.actor.user.id)
                platform.conclude(
                    Change(.groupManage, on: group.id, before: group.audited, after: edited.audited),
                    by: author,
                    locked,
                    announcing: News(.group(group.id), tightens: group.isTightened(by: edited)),
                    in: transaction
                )
                return .first(edited)
            }
        }
    }
}
