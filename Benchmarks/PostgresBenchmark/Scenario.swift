import BenchmarkSupport
import Logging
import Postgres

/// The same statements for both.
struct Scenario: Sendable {
    let title: String
    let clients: Int
    /// Statements of `pgbench` that make one unit of work.
    let script: String
    /// Our unit of work.
    let work: @Sendable (Pool) async throws -> Void

    static let all = [
        Scenario(title: "one connection, one statement at a time", clients: 1, script: select) { pool in
            try check(await pool.read(query()))
        },
        Scenario(
            title: "pool of \(Benchmark.clients), one statement at a time",
            clients: Benchmark.clients,
            script: select
        ) {
            try check(await $0.read(query()))
        },
        Scenario(
            title: "pool of \(Benchmark.clients), BEGIN, statement and COMMIT in one round trip",
            clients: Benchmark.clients,
            script: pipeline("BEGIN;\n\(select)COMMIT;\n")
        ) { pool in
            try check(await pool.query(query()))
        },
        Scenario(
            title: "one connection, BEGIN, \(Benchmark.pipelineLength) statements and COMMIT in one round trip",
            clients: 1,
            script: pipeline("BEGIN;\n\(String(repeating: select, count: Benchmark.pipelineLength))COMMIT;\n")
        ) { pool in
            try await pool.withTransaction { tx in
                for _ in 0..<Benchmark.pipelineLength { tx.send(query()) }
            }
        },
    ]

    private static let select = """
        \\set id random(1, \(Benchmark.rowCount))
        SELECT name FROM postgres_benchmark WHERE id = :id;

        """

    private static func pipeline(_ statements: String) -> String {
        "\\startpipeline\n\(statements)\\endpipeline\n"
    }

    private static func query() -> Query {
        "SELECT name FROM postgres_benchmark WHERE id = \(Int64.random(in: 1...Int64(Benchmark.rowCount)))"
    }

    private static func check(_ rows: Rows) throws {
        let _: String = try rows[0].decode("name")
    }

    /// Units of work a second.
    func run(_ configuration: PostgresConfiguration, _ duration: Duration) async throws -> Double {
        var configuration = configuration
        configuration.poolSize = clients
        let pool = Pool(configuration: configuration, logger: Logger(label: "benchmark"))
        let rate = try await unitsPerSecond(tasks: clients, duration) { _ in try await work(pool) }
        await pool.close()
        return rate
    }
}
