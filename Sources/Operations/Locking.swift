internal import Domain
internal import Store

/// A tenant's lock that was asked for, on behalf of somebody who may have it.
struct PendingAccess {
    fileprivate let isStaff: Bool
    fileprivate let lock: PendingLock
    fileprivate let partner: Reply<TenantState?>?
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

    func lock(_ access: DirectoryAccess, in transaction: borrowing TenantTransaction) throws -> PendingAccess {
        try lock(access.tenant, isStaff: false, nil, transaction)
    }

    /// - Parameter call: what may have come with an idempotency key.
    private func lock(
        _ tenant: TenantFacts,
        isStaff: Bool,
        _ call: Call?,
        _ transaction: borrowing TenantTransaction
    ) throws -> PendingAccess {
        let claim = if let call { try claim(for: call, in: transaction) } else { nil as Claim? }
        let partner = try tenant.parent.map { parent in try transaction.elsewhere(on: parent) { $0.state() } }
        return PendingAccess(isStaff: isStaff, lock: transaction.lock(), partner: partner, claim: claim)
    }

    /// Holds the tenant until the transaction ends. Its own people are refused while it or its partner is suspended.
    func held(
        _ access: PendingAccess,
        in transaction: borrowing TenantTransaction
    ) async throws -> LockedTenant {
        if let claim = access.claim { try await transaction.claimed(claim.pending) }
        let locked = try await transaction.held(access.lock)
        var isSuspended = locked.state.suspendedAt != nil
        if let partner = access.partner, try await transaction.result(partner)?.suspendedAt != nil {
            isSuspended = true
        }
        if isSuspended, !access.isStaff { throw Failure.tenantSuspended() }
        return locked
    }
}
