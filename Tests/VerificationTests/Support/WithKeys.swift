import Domain
import Logging
import Postgres
import Store
import TestSupport

@testable import Verification

/// A database with keys in it, and the listener on it. Requests come from 127.0.0.1, which is a trusted proxy.
struct Bench: Sendable {
    let keyring: Keyring
    let listener: TestListener
    let pool: Pool
    let memory: KeyMemory

    /// How often `body` waited for the database.
    func roundTrips(_ body: () async throws -> Void) async throws -> Int {
        let before = pool.metrics.roundTrips
        try await body()
        return pool.metrics.roundTrips - before
    }
}

/// - Parameters:
///   - clock: what time the server tells; by default what it is. Of one that a test brings no time passes by itself.
///   - memory: nothing in it is trusted unless the test does.
func withKeys(
    peppers: Peppers = .test,
    clock: WallClock? = nil,
    memory: KeyMemory? = nil,
    meter: UsageMeter = UsageMeter(),
    trustedProxies: [String] = ["127.0.0.1"],
    gatewayToken: GatewayToken? = nil,
    _ body: (Bench) async throws -> Void
) async throws {
    try await withDatabase { database in
        var configuration = try PostgresConfiguration(database.url)
        configuration.poolSize = 4
        let pool = Pool(configuration: configuration, logger: .silent)
        let memory = memory ?? KeyMemory(clock: clock == nil ? .system : StandingClock().monotonic)
        let migrator = Migrator(pool: pool)
        try await withListener(
            on: Database(pool: pool, clock: clock ?? .server),
            memory: memory,
            peppers: peppers,
            meter: meter,
            trustedProxies: trustedProxies.compactMap { IPNetwork($0) },
            gatewayToken: gatewayToken,
            requireReady: { try await migrator.requireCurrent() }
        ) { listener in
            try await body(
                Bench(
                    keyring: Keyring(database: database, peppers: peppers),
                    listener: listener,
                    pool: pool,
                    memory: memory
                )
            )
        }
        await pool.close()
    }
}
