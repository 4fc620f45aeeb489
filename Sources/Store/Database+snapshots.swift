package import Domain
internal import Postgres

extension Database {
    /// Reads in as many round trips as it takes, and sees all the while what there was at the beginning. It keeps a connection
    /// until it is done, so whoever asks for it bounds how many there are.
    package func onSnapshot<Result: Sendable>(
        of tenant: ID<Tenant>,
        _ body: (borrowing TenantTransaction) async throws -> Result
    ) async throws -> Result {
        let kind = OnTenant(tenant: tenant)
        let options = TransactionOptions(
            role: OnTenant.role,
            settings: kind.settings.map { ($0.name, $0.value) },
            isolation: .repeatableRead,
            readOnly: true
        )
        do {
            return try await pool.withTransaction(options) { transaction in
                try await body(StoreTransaction(base: transaction.reborrowed(), kind: kind, clock: clock))
            }
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }
}
