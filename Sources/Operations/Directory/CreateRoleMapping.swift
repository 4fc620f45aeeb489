package import Domain
internal import Store

/// Says what a directory's group makes of its people. Those of whom SCIM has told are it at once; who signs in through an
/// identity provider, from the next time on.
package struct CreateRoleMapping: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> RoleMappingDraft,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<RoleMapping> {
        let authorization = try await platform.authorizeUnbounded(tenant, for: call)
        let draft = try read()
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let (present, ceiling) = (transaction.roleMappings(), transaction.group(draft.ceilingGroup))
            let locked = try await platform.held(access, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let (name, grant) = try draft.validated(
                    by: Granter(role: authorization.permit.role, ceiling: nil),
                    in: authorization.tenant.kind,
                    group: try await transaction.result(ceiling),
                    at: locked.now
                )
                try require(name, grant.role, among: try await transaction.result(present))
                let mapping = RoleMapping(
                    id: .make(at: locked.now, using: platform.entropy),
                    directoryGroup: name,
                    role: grant.role,
                    ceilingGroup: grant.ceilingGroup
                )
                transaction.insert(mapping, by: call.actor.user.id, at: locked.now)
                let roles = try await platform.synchronise(concerning: mapping, locked, in: transaction)
                try platform.conclude(
                    Change(.memberManage, on: mapping.id, after: mapping.audited(roles)),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                return mapping
            }
        }
    }

    private func require(_ name: String, _ role: Role, among present: [RoleMapping]) throws(Failure) {
        guard !present.contains(where: { $0.directoryGroup == name && $0.role == role }) else {
            throw .conflict("There is a mapping of this group to this role. Delete it first to change its ceiling.")
        }
        guard present.count < RoleMapping.most else {
            throw .conflict("A tenant has at most \(RoleMapping.most) role mappings.")
        }
    }
}

extension Platform {
    /// Gives the people of whom SCIM has told what the mappings now make of them, where one is about them.
    func synchronise(
        concerning mapping: RoleMapping,
        _ locked: LockedTenant,
        in transaction: borrowing TenantTransaction
    ) async throws -> JSON {
        let (all, groups) = (transaction.directoryUsers(.all), transaction.directoryGroupNames(of: nil))
        let (users, memberships) = (try await transaction.result(all), try await transaction.result(groups))
        let concerned = users.filter { mapping.applies(to: Set((memberships[$0.id] ?? []).map(\.name))) }
        return try await synchronise(concerned, locked, in: transaction)
    }
}
