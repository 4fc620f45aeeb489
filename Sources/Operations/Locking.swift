internal import Domain
internal import Store

/// A tenant's lock that was asked for, on behalf of somebody who may have it.
struct PendingAccess {
    fileprivate let isStaff: Bool
    fileprivate let lock: PendingLock
    fileprivate let partner: Reply<TenantState?>
    /// The idempotency key, if the call came with one.
    let claim: Claim?
}

extension Platform {
    /// Asks for the tenant's lock. What is sent after this comes in the same round trip, and sees what the lock's holder
    /// before has written.
    func lock(
        _ authorization: Authorization,
        for call: Call,
        in transaction: borrowing TenantTransaction
    ) throws -> PendingAccess {
        try lock(authorization.tenant, isStaff: authorization.permit.role.isPlatform, call, transaction)
    }

    func lock(
        _ approach: KeyApproach,
        for call: Call,
        in transaction: borrowing TenantTransaction
    ) throws -> PendingAccess {
        try lock(approach.tenant, isStaff: approach.isStaff, call, transaction)
    }

    /// For who is nobody in the tenant: somebody with no more than a link, a directory.
    func lock(
        _ tenant: TenantFacts,
        in transaction: borrowing TenantTransaction
    ) throws -> PendingAccess {
        let partner = try transaction.state(of: tenant.parent)
        return PendingAccess(isStaff: false, lock: transaction.lock(), partner: partner, claim: nil)
    }

    private func lock(
        _ tenant: TenantFacts,
        isStaff: Bool,
        _ call: Call,
        _ transaction: borrowing TenantTransaction
    ) throws -> PendingAccess {
        let claim = try claim(for: call, in: transaction)
        let partner = try transaction.state(of: tenant.parent)
        return PendingAccess(isStaff: isStaff, lock: transaction.lock(), partner: partner, claim: claim)
    }

    /// Holds the tenant until the transaction ends. Its own people are refused while it or its partner is suspended.
    func held(
        _ access: PendingAccess,
        in transaction: borrowing TenantTransaction
    ) async throws -> LockedTenant {
        try await taken(access, in: transaction).live()
    }

    /// Holds the tenant, suspended or not.
    func taken(
        _ access: PendingAccess,
        in transaction: borrowing TenantTransaction
    ) async throws -> TakenTenant {
        if let claim = access.claim { try await transaction.claimed(claim.pending) }
        return TakenTenant(
            whatever: try await transaction.held(access.lock),
            partner: try await transaction.result(access.partner),
            isByStaff: access.isStaff
        )
    }
}

/// A tenant that is held, before it is known whether whoever holds it is stopped by its suspension.
struct TakenTenant {
    /// Suspended or not.
    let whatever: LockedTenant
    /// The partner above it, if there is one.
    let partner: TenantState?
    fileprivate let isByStaff: Bool

    /// The tenant, for whom neither its own suspension stops nor its partner's.
    func live() throws(Failure) -> LockedTenant {
        if whatever.state.suspension != nil, !isByStaff { throw Failure.tenantSuspended() }
        return try underLivePartner()
    }

    /// The tenant, for whom its partner's suspension does not stop.
    func underLivePartner() throws(Failure) -> LockedTenant {
        if partner?.suspension != nil, !isByStaff { throw Failure.tenantSuspended() }
        return whatever
    }
}
