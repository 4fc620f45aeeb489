package import Domain
package import Postgres

/// The database, as the floors above see it: five kinds of transactions, and failures in the words of the domain.
package struct Database: Sendable {
    let pool: Pool
    let clock: WallClock

    package init(pool: Pool, clock: WallClock = .server) {
        self.pool = pool
        self.clock = clock
    }

    package func onTenant<Result: Sendable>(
        _ tenant: ID<Tenant>,
        _ body: (borrowing TenantTransaction) async throws -> Result
    ) async throws -> Result {
        try await transaction(OnTenant(tenant: tenant), body)
    }

    package func onPerson<Result: Sendable>(
        _ user: ID<User>?,
        _ body: (borrowing PersonTransaction) async throws -> Result
    ) async throws -> Result {
        try await transaction(OnPerson(user: user), body)
    }

    package func onPlatform<Result: Sendable>(
        _ body: (borrowing PlatformTransaction) async throws -> Result
    ) async throws -> Result {
        try await transaction(OnPlatform(), body)
    }

    package func onVerification<Result: Sendable>(
        of tenant: ID<Tenant>?,
        _ body: (borrowing VerifierTransaction) async throws -> Result
    ) async throws -> Result {
        try await transaction(OnVerification(tenant: tenant), body)
    }

    private func transaction<Kind: TransactionKind, Result: Sendable>(
        _ kind: Kind,
        _ body: (borrowing StoreTransaction<Kind>) async throws -> Result
    ) async throws -> Result {
        do {
            let options = TransactionOptions(role: Kind.role, settings: kind.settings.map { ($0.name, $0.value) })
            return try await pool.withTransaction(options) { transaction in
                let wrapped = StoreTransaction(base: transaction.reborrowed(), kind: kind, clock: clock)
                return try await body(wrapped)
            }
        } catch let error as PostgresError {
            throw Failure(error)
        }
    }
}
