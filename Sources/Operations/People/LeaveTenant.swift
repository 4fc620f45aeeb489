package import Domain
internal import Store

/// Ends one's own membership. Anybody may, also while the tenant is suspended; but its last admin stays.
package struct LeaveTenant: Sendable {
    private let platform: Platform

    package init(platform: Platform) { self.platform = platform }

    package func callAsFunction(_ id: ID<Membership>, call: Call) async throws -> Departure {
        guard let own = call.actor.memberships.first(where: { $0.id == id }) else { throw Failure.notFound() }
        try call.requireWellFormed()
        let approach = try? await platform.approachKeys(.keyRead, of: own.tenant, for: call)
        return try await platform.database.onTenant(own.tenant) { transaction in
            let lock = transaction.lock()
            let policy = transaction.policy()
            let stored = transaction.member(id)
            let locked = try await transaction.held(lock)
            guard let member = try await transaction.result(stored) else { throw Failure.notFound() }
            let leaver = AuditActor(
                user: member.user.id,
                role: member.membership.role,
                onBehalfOf: own.tenant,
                through: AuditEntrance(call.actor)
            )
            return try await platform.end(
                member,
                "member.leave",
                namingKeys: try await platform.readsKeys(approach, under: policy, in: transaction),
                by: Author(Visitor(call), as: leaver),
                locked,
                in: transaction
            )
        }
    }
}
