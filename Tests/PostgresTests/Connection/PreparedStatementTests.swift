import Testing

@testable import Postgres

@Suite("Prepared statements on a server")
struct PreparedStatementTests {
    @Test("a statement is prepared once, whatever its parameters")
    func once() async throws {
        let connection = try await Server.shared().connection()
        for n in 1...5 { _ = try await connection.query("SELECT \(n)") }
        #expect(try await prepared(connection) == ["SELECT $1"])
        await connection.close()
    }

    @Test("the server keeps no more of them than the connection remembers")
    func bound() async throws {
        let configuration = try await Server.shared().configuration { $0.statementCacheCapacity = 3 }
        let connection = try await Connection.open(configuration)
        for n in 1...10 { _ = try await connection.query("SELECT \(unsafeSQL: "\(n)")") }
        #expect(try await prepared(connection).count <= 3)
        await connection.close()
    }

    @Test("a statement that cannot be prepared can be later")
    func failure() async throws {
        try await withTable { pool, table in
            let query: Query = "SELECT n FROM \(unsafeSQL: table)_later"
            let error = try await postgresError { _ = try await pool.query(query) }
            #expect(error.sqlState == .undefinedTable)
            _ = try await pool.read("ALTER TABLE \(unsafeSQL: table) RENAME TO \(unsafeSQL: table)_later")
            #expect(try await pool.query(query).isEmpty)
        }
    }

    @Test("when a table changes under a prepared statement, the error is retryable and the retry succeeds")
    func staleStatement() async throws {
        try await withTable { pool, table in
            let query: Query = "SELECT * FROM \(unsafeSQL: table)"
            _ = try await pool.query(query)
            _ = try await pool.read("ALTER TABLE \(unsafeSQL: table) ADD more text")
            let error = try await postgresError { _ = try await pool.query(query) }
            #expect(error.sqlState == .featureNotSupported)
            #expect(error.isRetryable)
            #expect(try await pool.query(query).columns == ["n", "more"])
        }
    }

    @Test("when the server forgets them, the error is retryable and the retry succeeds")
    func deallocated() async throws {
        let pool = try await Server.shared().pool { $0.poolSize = 1 }
        let query: Query = "SELECT \(1) AS n"
        _ = try await pool.query(query)
        _ = try await pool.read("DEALLOCATE ALL")
        let error = try await postgresError { _ = try await pool.query(query) }
        #expect(error.sqlState == .undefinedPreparedStatement)
        #expect(error.isRetryable)
        #expect(try await pool.query(query)[0].decode("n") == 1)
        await pool.close()
    }

    private func prepared(_ connection: Connection) async throws -> [String] {
        try await connection.query("SELECT statement FROM pg_prepared_statements WHERE statement NOT LIKE '%prepared%'")
            .map { try $0.decode("statement") }
    }
}
