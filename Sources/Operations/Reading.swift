internal import Domain
internal import Store

// The way to read a tenant's rows for somebody. Its own people are told nothing of them while it, or the partner above it,
// is suspended; that is asked in the same round trip.

extension Platform {
    func read<each Value>(
        _ authorization: Authorization,
        _ body: (borrowing TenantTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        let tenant = authorization.tenant
        let isStaff = authorization.permit.role.isPlatform
        return try await database.readTenant(tenant.id, behind: { try requireLive(tenant, isStaff: isStaff, $0) }, body)
    }

    /// Of a tenant's keys, for whoever its policy lets in.
    func read<each Value>(
        _ approach: KeyApproach,
        _ body: (borrowing TenantTransaction) throws -> (repeat Reply<each Value>)
    ) async throws -> (repeat each Value) {
        let gates = { (transaction: borrowing TenantTransaction) throws -> [Reply<Void>] in
            let admitted = transaction.policy().map { _ = try approach.authorization(under: $0) }
            return [admitted] + (try requireLive(approach.tenant, isStaff: approach.isStaff, transaction))
        }
        return try await database.readTenant(approach.tenant.id, behind: gates, body)
    }

    private func requireLive(
        _ tenant: TenantFacts,
        isStaff: Bool,
        _ transaction: borrowing TenantTransaction
    ) throws -> [Reply<Void>] {
        guard !isStaff else { return [] }
        return try [transaction.state(), transaction.state(of: tenant.parent)].map { state in
            state.map { if $0?.suspension != nil { throw Failure.tenantSuspended() } }
        }
    }
}
