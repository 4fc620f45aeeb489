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
}

/// - Parameter clock: what time the server tells; by default what it is.
func withKeys(
    peppers: Peppers = .test,
    clock: WallClock = .server,
    meter: UsageMeter = UsageMeter(),
    trustedProxies: [String] = ["127.0.0.1"],
    gatewayToken: GatewayToken? = nil,
    _ body: (Bench) async throws -> Void
) async throws {
    try await withDatabase { database in
        var configuration = try PostgresConfiguration(database.url)
        configuration.poolSize = 4
        let pool = Pool(configuration: configuration, logger: .silent)
        let migrator = Migrator(pool: pool)
        try await withListener(
            on: Database(pool: pool, clock: clock),
            peppers: peppers,
            meter: meter,
            trustedProxies: trustedProxies.compactMap { IPNetwork($0) },
            gatewayToken: gatewayToken,
            requireReady: { try await migrator.requireCurrent() }
        ) { listener in
            try await body(
                Bench(keyring: Keyring(database: database, peppers: peppers), listener: listener, pool: pool)
            )
        }
        await pool.close()
    }
}
