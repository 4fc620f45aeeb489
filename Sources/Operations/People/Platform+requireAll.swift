internal import Domain
internal import Store

extension Platform {
    /// For what makes somebody master of another one's account: they have to hold all that the person holds, wherever that
    /// is, or it would be a way around every rule of granting. Nobody is master of the platform's staff.
    ///
    /// - Parameter memberships: all that the person has.
    func requireAll(
        of account: Account,
        _ memberships: [Membership],
        heldBy actor: Actor,
        at now: Instant,
        in transaction: borrowing TenantTransaction
    ) async throws {
        guard account.platformRole == nil else { throw Failure.holdsMore() }
        let pending = try ceilings(of: actor.memberships, in: transaction)
        let standings = try memberships.filter { $0.isLive(at: now) }.map { membership in
            try transaction.elsewhere(on: membership.tenant) { home in
                (
                    membership, facts: home.facts(),
                    scopes: home.scopes(ofGroups: [membership.ceilingGroup].compactMap(\.self))
                )
            }
        }
        let ceilings = try await ceilings(pending, in: transaction)
        for (membership, facts, scopes) in standings {
            guard let facts = try await transaction.result(facts),
                case .allowed(let permit) = Access.decide(.memberManage, by: actor, on: facts)
            else { throw Failure.holdsMore() }
            let granter = Granter(role: permit.role, ceiling: ceilings.bound(permit), endsAt: permit.endsAt)
            let held = try await transaction.result(scopes).values.first
            guard (try? membership.grant.requireHeld(by: granter, scopes: held)) != nil else {
                throw Failure.holdsMore()
            }
        }
    }
}

extension Failure {
    /// Says neither where nor what: that may be another tenant's.
    fileprivate static func holdsMore() -> Failure {
        Failure(
            .roleForbidden,
            "This person is more, here or elsewhere, than you may decide on. Platform staff can help."
        )
    }
}
