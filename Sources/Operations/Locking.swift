internal import Domain
internal import Store

/// A tenant's lock that was asked for, on behalf of somebody who may have it.
struct PendingAccess {
    fileprivate let authorization: Authorization
    fileprivate let lock: PendingLock
    fileprivate let partner: Reply<TenantState?>?
}

extension Platform {
    /// Asks for the tenant's lock. What is sent after this comes in the same round trip, and sees what the lock's holder
    /// before has written.
    func lock(_ authorization: Authorization, in transaction: borrowing TenantTransaction) throws -> PendingAccess {
        var partner: Reply<TenantState?>?
        if let parent = authorization.tenant.parent {
            partner = try transaction.turn(to: parent).state()
            _ = try transaction.turn(to: authorization.tenant.id)
        }
        return PendingAccess(authorization: authorization, lock: transaction.lock(), partner: partner)
    }

    /// Holds the tenant until the transaction ends. Its own people are refused while it or its partner is suspended.
    func held(
        _ access: PendingAccess,
        in transaction: borrowing TenantTransaction
    ) async throws -> LockedTenant {
        let locked = try await transaction.held(access.lock)
        var isSuspended = locked.state.suspendedAt != nil
        if let partner = access.partner, try await transaction.result(partner)?.suspendedAt != nil {
            isSuspended = true
        }
        if isSuspended, !access.authorization.permit.role.isPlatform { throw Failure.tenantSuspended() }
        return locked
    }
}
