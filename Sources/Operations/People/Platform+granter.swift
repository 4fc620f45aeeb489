internal import Domain
internal import Store

extension Platform {
    /// Who grants, with the ceilings that were asked for.
    func granter(
        _ permit: Permit,
        _ ceilings: PendingCeilings,
        in transaction: borrowing TenantTransaction
    ) async throws -> Granter {
        Granter(
            role: permit.role,
            ceiling: try await ceiling(of: permit, ceilings, in: transaction),
            endsAt: permit.endsAt
        )
    }
}
