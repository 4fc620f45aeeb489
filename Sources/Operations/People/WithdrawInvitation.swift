package import Domain
internal import Store

/// Takes an invitation back: its link is dead.
package struct WithdrawInvitation: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<Invitation>, to tenant: ID<Tenant>, call: Call) async throws {
        let authorization = try await platform.authorize(.memberManage, on: tenant, for: call)
        try await platform.database.onTenant(tenant) { transaction in
            let access = try platform.lock(authorization, for: call, in: transaction)
            let stored = transaction.invitation(id)
            let locked = try await platform.held(access, in: transaction)
            guard let invitation = try await transaction.result(stored) else { throw Failure.notFound() }
            transaction.deleteInvitation(id)
            try platform.conclude(
                Change("member.uninvite", on: id, before: invitation.audited),
                by: Author(call, authorization.permit),
                locked,
                in: transaction
            )
        }
    }
}
