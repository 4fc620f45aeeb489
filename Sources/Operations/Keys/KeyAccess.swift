internal import Domain
internal import Store

/// That somebody may change a tenant's keys, and holds the tenant while they do.
struct KeyAccess {
    let tenant: TenantFacts
    let policy: Policy
    let permit: Permit
    /// The scopes beyond which they grant nothing; nil is no bound.
    let ceiling: Set<String>?
    let call: Call
    /// The idempotency key, if the call came with one.
    let claim: Claim?
    var locked: LockedTenant

    var now: Instant { locked.now }

    /// Who changes something now.
    var attribution: APIKey.Attribution {
        APIKey.Attribution(at: now, user: APIKey.Person(id: call.actor.user.id, name: call.actor.user.name))
    }
}

/// An access that was asked for: the tenant's lock, and what decides whether they may.
struct PendingKeyAccess {
    fileprivate let approach: KeyApproach
    fileprivate let call: Call
    fileprivate let lock: PendingAccess
    fileprivate let policy: Reply<Policy>
    fileprivate let ceilings: PendingCeilings
}

extension Platform {
    func lockKeys(
        _ approach: KeyApproach,
        for call: Call,
        in transaction: borrowing TenantTransaction
    ) throws -> PendingKeyAccess {
        PendingKeyAccess(
            approach: approach,
            call: call,
            lock: try lock(approach, for: call, in: transaction),
            policy: transaction.policy(),
            ceilings: try ceilings(of: approach.memberships, in: transaction)
        )
    }

    func held(
        _ pending: PendingKeyAccess,
        in transaction: borrowing TenantTransaction
    ) async throws -> KeyAccess {
        let taken = try await taken(pending.lock, in: transaction)
        let policy = try await transaction.result(pending.policy)
        let permit = try pending.approach.authorization(under: policy).permit
        let locked = try taken.live()
        return KeyAccess(
            tenant: pending.approach.tenant,
            policy: policy,
            permit: permit,
            ceiling: try await ceiling(of: permit, pending.ceilings, in: transaction),
            call: pending.call,
            claim: pending.lock.claim,
            locked: locked
        )
    }
}
