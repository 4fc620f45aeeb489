package import Domain
internal import Store

/// Takes away a member's second factor, for when the device and the codes are lost. Takes what issuing a link to a password
/// takes.
package struct RemoveSecondFactor: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(of id: ID<Membership>, in tenant: ID<Tenant>, call: Call) async throws {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.member(id)
            let locked = try await platform.held(access, in: transaction)
            guard let member = try await transaction.result(stored) else { throw Failure.notFound() }
            try await platform.requireAll(of: member, heldBy: call.actor, at: locked.now, in: transaction)
            try transaction.asPerson(member.user.id) { $0.deleteSecondFactor(of: member.user.id) }
            try platform.conclude(
                Change("member.remove_second_factor", on: id, before: ["user_id": JSON(member.user.id)]),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
        }
    }
}
