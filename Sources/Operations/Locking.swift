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

    /// For somebody who is nobody in the tenant yet, and has no more than a link.
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
        let locked = try await taken(access, in: transaction)
        try await requireLive(locked, access, in: transaction)
        return locked
    }

    /// Holds the tenant, suspended or not. Whoever is not to act on a suspended one is still to be refused.
    func taken(
        _ access: PendingAccess,
        in transaction: borrowing TenantTransaction
    ) async throws -> LockedTenant {
        if let claim = access.claim { try await transaction.claimed(claim.pending) }
        return try await transaction.held(access.lock)
    }

    func requireLive(
        _ locked: LockedTenant,
        _ access: PendingAccess,
        in transaction: borrowing TenantTransaction
    ) async throws {
        if locked.state.suspension != nil, !access.isStaff { throw Failure.tenantSuspended() }
        try await requireLivePartner(access, in: transaction)
    }

    func requireLivePartner(_ access: PendingAccess, in transaction: borrowing TenantTransaction) async throws {
        let partner = try await partner(of: access, in: transaction)
        if partner?.suspension != nil, !access.isStaff { throw Failure.tenantSuspended() }
    }

    /// The row of the partner above the tenant, if there is one.
    func partner(of access: PendingAccess, in transaction: borrowing TenantTransaction) async throws -> TenantState? {
        try await transaction.result(access.partner)
    }
}
