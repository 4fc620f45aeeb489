import BenchmarkSupport
import Logging
import Operations
import Postgres
import Store

/// Prints how many keys a second the operation `CreateKey` makes, and how many `pgbench` does that runs the same
/// statements in one transaction; in alternating rounds of one run, and the ratio of the two.
///
///     OperationsBenchmark [rounds] [seconds]
///     OperationsBenchmark trail [rounds] [seconds]
///
/// With `trail`: what it costs that nothing happens unseen. See ``TrailBenchmark``.
///
/// It starts a PostgreSQL of its own, which shares the machine with whoever asks it.
@main
struct Benchmark {
    static let clients = 8

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap(Int.init)
        let rounds = arguments.first ?? 5
        let seconds = arguments.dropFirst().first ?? 3
        try await withPostgres { url in
            var configuration = try PostgresConfiguration(url)
            configuration.poolSize = clients
            let pool = Pool(configuration: configuration, logger: .silent)
            _ = try await Migrator(pool: pool).migrate()
            let seed = try Seed(pool)
            guard CommandLine.arguments.dropFirst().first != "trail" else {
                try await TrailBenchmark(url: url, seed: seed, rounds: rounds, seconds: seconds).run()
                return await pool.close()
            }
            for (title, tenants) in [("a tenant for each client", clients), ("one tenant for all", 1)] {
                let tenants = try await seed.makeTenants(tenants)
                let pgbench = Pgbench(
                    conninfo: url,
                    clients: clients,
                    script: CreateKeyScript(tenants: tenants.map(\.uuid)).text
                )
                try await Comparison("create a key, \(clients) clients, \(title)", of: "CreateKey", with: "pgbench")
                    .run(
                        rounds: rounds,
                        theirs: { try await pgbench.run(seconds: seconds) },
                        ours: {
                            try await unitsPerSecond(tasks: clients, .seconds(seconds)) { client in
                                try await seed.createKey(in: tenants[client % tenants.count])
                            }
                        }
                    )
            }
            await pool.close()
        }
    }
}
