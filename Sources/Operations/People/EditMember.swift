package import Domain
internal import Store

/// Changes what a member is. What they may do changes with their next request.
package struct EditMember: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(
        _ id: ID<Membership>,
        _ read: () throws -> MemberEdit,
        in tenant: ID<Tenant>,
        call: Call
    ) async throws -> MemberView {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        let edit = Result { try read() }
        return try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.member(id)
            let staysAdmin = transaction.hasLastingAdmin(besides: id)
            let ceilings = try platform.ceilings(of: authorization.permit.memberships, in: transaction)
            let locked = try await platform.held(access, in: transaction)
            guard let member = try await transaction.result(stored) else { throw Failure.notFound() }

            let edit = try edit.get()
            let before = member.membership.grant
            let after = edit.applied(to: before)
            let group = try await transaction.result(transaction.group(after.ceilingGroup))
            if !after.isWithin(before) {
                let granter = try await platform.granter(authorization.permit, ceilings, in: transaction)
                try after.requireHeld(by: granter, scopes: group.map { Set($0.scopes) })
            }
            try edit.requireValid(for: before, in: authorization.tenant.kind, group: group, at: locked.now)
            try VersionCondition.needed(edit.expectedVersion).require(member.version)
            let view = { MemberView($0, groupNames: group.map { [$0.id: $0.name] } ?? [:]) }
            let author = try Author(call, authorization.permit)
            guard after != before else {
                platform.conclude(unchanged: locked, authorization.permit, by: author, in: transaction)
                return view(member)
            }
            if member.isLastingAdmin, !after.isLastingAdmin, try await !transaction.result(staysAdmin) {
                throw Failure.lastAdmin()
            }
            if after.role != before.role {
                let others = try await transaction.result(transaction.memberships(of: member.user.id))
                if let same = others.first(where: { $0.membership.role == after.role }) {
                    throw Failure.alreadyMember(same.membership)
                }
            }

            var edited = member
            edited.membership = Membership(id: id, tenant: tenant, after)
            edited.version += 1
            try transaction.updateMembership(edited)
            platform.conclude(
                Change("member.update", on: id, before: member.audited, after: edited.audited),
                by: author,
                locked,
                in: transaction
            )
            return view(edited)
        }
    }
}
