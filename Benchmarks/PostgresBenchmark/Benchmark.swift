import BenchmarkSupport
import Postgres

/// Prints how many queries a second this client and `pgbench` get out of the same server, in alternating rounds, and
/// the ratio of the two.
///
///     PostgresBenchmark 'host=/tmp/pg user=postgres dbname=postgres' [rounds] [seconds]
@main
struct Benchmark {
    static let rowCount = 1_000
    static let pipelineLength = 20
    static let clients = 8

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            return print("usage: PostgresBenchmark CONNINFO [ROUNDS] [SECONDS]")
        }
        let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3
        let seconds = arguments.count > 3 ? Int(arguments[3]) ?? 3 : 3
        let configuration = try PostgresConfiguration(arguments[1])
        try await withTable(configuration) {
            for scenario in Scenario.all {
                try await compare(scenario, configuration, conninfo: arguments[1], rounds: rounds, seconds: seconds)
            }
        }
    }

    private static func withTable(_ configuration: PostgresConfiguration, _ body: () async throws -> Void) async throws
    {
        let connection = try await Connection.open(configuration)
        _ = try await connection.query("DROP TABLE IF EXISTS postgres_benchmark")
        _ = try await connection.query("CREATE TABLE postgres_benchmark (id bigint PRIMARY KEY, name text NOT NULL)")
        _ = try await connection.query(
            "INSERT INTO postgres_benchmark SELECT n, 'row ' || n FROM generate_series(1, \(rowCount)) n"
        )
        _ = try await connection.query("VACUUM ANALYZE postgres_benchmark")
        try await body()
        _ = try await connection.query("DROP TABLE postgres_benchmark")
        await connection.close()
    }

    private static func compare(
        _ scenario: Scenario,
        _ configuration: PostgresConfiguration,
        conninfo: String,
        rounds: Int,
        seconds: Int
    ) async throws {
        let pgbench = Pgbench(conninfo: conninfo, clients: scenario.clients, script: scenario.script)
        try await Comparison(scenario.title, of: "Postgres", with: "pgbench").run(
            rounds: rounds,
            theirs: { try await pgbench.run(seconds: seconds) },
            ours: { try await scenario.run(configuration, .seconds(seconds)) }
        )
    }
}
