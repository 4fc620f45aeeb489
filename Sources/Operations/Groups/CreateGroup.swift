package import Domain
internal import Store

/// Makes an authorization group: a named set of scopes, for keys or as a ceiling for members.
package struct CreateGroup: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ read: () throws -> GroupDraft,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> Answered<AuthorizationGroup> {
        let authorization = try await platform.authorize(.groupManage, on: tenant, for: call)
        let draft = Result { try read() }
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let policy = transaction.policy()
            let isTaken = transaction.hasGroup(named: (try? draft.get())?.validName, besides: nil)
            let ceilings = try platform.ceilings(of: authorization.permit.memberships, in: transaction)
            let locked = try await platform.held(access, in: transaction)
            return try await platform.once(access.claim, at: locked.now, in: transaction) {
                let plan = try draft.get().validated(
                    against: try await transaction.result(policy),
                    ceiling: try await platform.ceiling(of: authorization.permit, ceilings, in: transaction)
                )
                if try await transaction.result(isTaken) { throw Failure.groupNameTaken() }
                let group = AuthorizationGroup(
                    id: .make(at: locked.now, using: platform.entropy),
                    tenant: tenant,
                    name: plan.name.text,
                    description: plan.description.text,
                    type: plan.type,
                    scopes: plan.scopes,
                    createdAt: locked.now,
                    updatedAt: locked.now,
                    version: 1
                )
                transaction.insert(group, by: call.actor.user.id)
                try platform.conclude(
                    Change(.groupManage, on: group.id, after: group.audited),
                    by: Author(call, authorization.permit),
                    locked,
                    in: transaction
                )
                return group
            }
        }
    }
}

extension AuthorizationGroup {
    var audited: JSON {
        [
            "name": .string(name), "description": .string(description), "type": .string(type.rawValue),
            "scopes": .strings(scopes),
        ]
    }
}
