import Testing

@testable import Postgres

@Suite("A connection")
struct ConnectionTests {
    @Test("queries of many tasks on one connection are pipelined, and each gets its own answer or error")
    func pipelining() async throws {
        let connection = try await Server.shared().connection()
        try await withThrowingTaskGroup { group in
            for n in 1...300 {
                group.addTask {
                    if n % 10 == 0 {
                        let error = try await postgresError { _ = try await connection.query("SELECT 1 / \(n - n)") }
                        #expect(error.sqlState?.errorClass == .dataException)
                    } else {
                        let answer: Int = try await connection.query("SELECT \(n) AS n")[0].decode("n")
                        #expect(answer == n)
                    }
                }
            }
            try await group.waitForAll()
        }
        await connection.close()
    }

    @Test("queries and answers larger than any buffer pass in both directions at once")
    func large() async throws {
        let connection = try await Server.shared().connection()
        let long = String(repeating: "0123456789", count: 2_000_000)
        try await withThrowingTaskGroup { group in
            for _ in 1...4 {
                group.addTask {
                    let answer: String = try await connection.query("SELECT \(long) AS v")[0].decode("v")
                    #expect(answer == long)
                }
            }
            try await group.waitForAll()
        }
        await connection.close()
    }

    @Test("a closed connection refuses queries, and closing it again is harmless")
    func closed() async throws {
        let connection = try await Server.shared().connection()
        await connection.close()
        await connection.close()
        let error = try await postgresError { _ = try await connection.query("SELECT 1") }
        guard case .connectionLost = error else { throw error }
    }

    @Test("a session starts with its limits, its name and UTF-8")
    func session() async throws {
        let configuration = try await Server.shared().configuration {
            $0.applicationName = "a name"
            $0.statementTimeout = .seconds(7)
            $0.lockTimeout = .milliseconds(1_500)
            $0.idleInTransactionTimeout = .seconds(9)
        }
        let connection = try await Connection.open(configuration)
        let names = [
            "application_name", "client_encoding", "statement_timeout", "lock_timeout",
            "idle_in_transaction_session_timeout", "client_connection_check_interval",
        ]
        let rows = try await connection.query("SELECT current_setting(name) AS v FROM unnest(\(names)) name")
        #expect(try rows.map { try $0.decode("v") } == ["a name", "UTF8", "7s", "1500ms", "9s", "1s"])
        await connection.close()
    }

    @Test("COPY is not supported, and says so rather than hangs")
    func copy() async throws {
        let connection = try await Server.shared().connection()
        let error = try await postgresError { _ = try await connection.query("COPY (SELECT 1) TO STDOUT") }
        guard case .connectionLost = error else { throw error }
    }

    @Test("a task that is cancelled before it asks leaves the connection alone")
    func cancelledBefore() async throws {
        let connection = try await Server.shared().connection()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await postgresError { _ = try await connection.query("SELECT 1") }
        }
        let error = try await task.value
        guard case .cancelled = error else { throw error }
        #expect(try await connection.query("SELECT 1").count == 1)
        await connection.close()
    }

    @Test("connecting can be cancelled")
    func cancelledConnect() async throws {
        let server = try await Server.start()
        server.stall()
        let configuration = try server.configuration { $0.connectTimeout = .seconds(3_600) }
        let task = Task { try await postgresError { _ = try await Connection.open(configuration) } }
        task.cancel()
        let error = try await task.value
        guard case .cancelled = error else { throw error }
        server.resume()
        try await server.stop(.immediate)
    }
}
