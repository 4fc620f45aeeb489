import Testing

@testable import Postgres

@Suite("Transactions")
struct TransactionTests {
    @Test("two dependent steps cost two round trips, BEGIN, role, settings and COMMIT included")
    func roundTrips() async throws {
        let pool = try await Server.shared().pool()
        let options = TransactionOptions(role: "pg_monitor", settings: [("app.tenant_id", "a'b\\c")])
        try await pool.withTransaction(options) { tx in
            let role = tx.send("SELECT current_user::text AS role, current_setting('app.tenant_id') AS tenant")
            let sum: Int = try await tx.query("SELECT \(1) + 1 AS n")[0].decode("n")
            let row = try await tx.rows(role)[0]
            #expect(try row.decode("role") == "pg_monitor")
            #expect(try row.decode("tenant") == "a'b\\c")
            #expect(tx.roundTrips == 1)
            tx.send("SELECT \(sum)")
        }
        #expect(pool.metrics.roundTrips == 2)
        await pool.close()
    }

    @Test("a transaction of one query costs one round trip, one that asks nothing costs none")
    func fewRoundTrips() async throws {
        let pool = try await Server.shared().pool()
        let rows = try await pool.query("SELECT current_user::text AS role", TransactionOptions(role: "pg_monitor"))
        #expect(try rows[0].decode("role") == "pg_monitor")
        try await pool.withTransaction { tx in _ = tx.send("SELECT 1") }
        #expect(pool.metrics.roundTrips == 2)
        try await pool.withTransaction { _ in }
        #expect(pool.metrics.roundTrips == 2)
        await pool.close()
    }

    @Test("what was queued at the end is committed, and affected rows are counted")
    func commit() async throws {
        try await withTable { pool, table in
            try await pool.withTransaction { tx in
                let inserted = try await tx.execute("INSERT INTO \(unsafeSQL: table) VALUES (1), (2)")
                #expect(inserted == 2)
                tx.send("INSERT INTO \(unsafeSQL: table) VALUES (3)")
            }
            #expect(try await count(pool, table) == 3)
        }
    }

    @Test("a body that throws undoes everything, and its connection is used again")
    func rollback() async throws {
        struct Stop: Error {}
        try await withTable { pool, table in
            let before = try await pid(pool)
            await #expect(throws: Stop.self) {
                try await pool.withTransaction { tx in
                    try await tx.execute("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                    throw Stop()
                }
            }
            #expect(try await count(pool, table) == 0)
            #expect(try await pid(pool) == before)
        }
    }

    @Test("a unique violation inside a pipeline is told with its SQLSTATE, and leaves the pool healthy")
    func uniqueViolation() async throws {
        try await withTable { pool, table in
            let before = try await pid(pool)
            let error = try await postgresError {
                try await pool.withTransaction { tx in
                    tx.send("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                    tx.send("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                    let skipped = tx.send("SELECT 1")
                    _ = try await tx.rows(skipped)
                }
            }
            #expect(error.sqlState == .uniqueViolation)
            #expect(error.sqlState?.errorClass == .integrityConstraintViolation)
            guard case .server(let server) = error else { throw error }
            #expect(server.constraint == "\(table)_pkey")
            #expect(server.table == table)
            #expect(try await count(pool, table) == 0)
            #expect(try await pid(pool) == before)
        }
    }

    @Test("an error in what was only queued is thrown at the end, and undoes the transaction")
    func queuedError() async throws {
        try await withTable { pool, table in
            let error = try await postgresError {
                try await pool.withTransaction { tx in
                    try await tx.execute("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                    tx.send("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                }
            }
            #expect(error.sqlState == .uniqueViolation)
            #expect(try await count(pool, table) == 0)
        }
    }

    @Test("catching an error does not rescue the transaction, going back to a savepoint does")
    func savepoint() async throws {
        try await withTable { pool, table in
            let error = try await postgresError {
                try await pool.withTransaction { tx in
                    _ = try? await tx.query("SELECT 1/0")
                }
            }
            #expect(error.sqlState == SQLState(rawValue: "22012"))
            try await pool.withTransaction { tx in
                tx.send("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                tx.send("SAVEPOINT here")
                _ = try? await tx.query("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                tx.send("ROLLBACK TO SAVEPOINT here")
                try await tx.execute("INSERT INTO \(unsafeSQL: table) VALUES (2)")
            }
            #expect(try await count(pool, table) == 2)
        }
    }

    @Test("an error of COMMIT itself, as of a deferred constraint, is an ordinary error")
    func deferredConstraint() async throws {
        try await withTable { pool, table in
            _ = try await pool.read(
                "ALTER TABLE \(unsafeSQL: table) ADD CONSTRAINT once UNIQUE (n) DEFERRABLE INITIALLY DEFERRED"
            )
            _ = try await pool.read("ALTER TABLE \(unsafeSQL: table) DROP CONSTRAINT \(unsafeSQL: table)_pkey")
            let before = try await pid(pool)
            let error = try await postgresError {
                try await pool.withTransaction { tx in _ = tx.send("INSERT INTO \(unsafeSQL: table) VALUES (1), (1)") }
            }
            #expect(error.sqlState == .uniqueViolation)
            #expect(try await count(pool, table) == 0)
            #expect(try await pid(pool) == before)
        }
    }

    @Test("a role and settings end with their transaction, however it ends")
    func noLeak() async throws {
        let pool = try await Server.shared().pool { $0.poolSize = 1 }
        let options = TransactionOptions(role: "pg_monitor", settings: [("app.tenant_id", "secret")])
        let question: Query =
            "SELECT current_user::text AS role, coalesce(current_setting('app.tenant_id', true), '') AS t"
        func expectClean() async throws {
            let row = try await pool.query(question)[0]
            #expect(try row.decode("role") == "postgres")
            #expect(try row.decode("t") == "")
        }
        _ = try await pool.query("SELECT 1", options)
        try await expectClean()
        _ = try? await pool.query("SELECT 1/0", options)
        try await expectClean()
        try await pool.withTransaction { tx in
            try tx.setRole("pg_monitor")
            try tx.set("app.tenant_id", to: "x")
            let row = try await tx.query(question)[0]
            #expect(try row.decode("role") == "pg_monitor")
            #expect(try row.decode("t") == "x")
        }
        try await expectClean()
        await pool.close()
    }

    @Test("names and values of settings cannot smuggle SQL")
    func quoting() async throws {
        let pool = try await Server.shared().pool()
        for name in ["a; DROP TABLE b", "a.b.c", "", "a.", "A", "a'b"] {
            let error = try await postgresError {
                _ = try await pool.query("SELECT 1", TransactionOptions(settings: [(name, "x")]))
            }
            guard case .invalidQuery = error else { throw error }
        }
        for value in ["'", "\\", "\\'", "'; SELECT 1; --", "é\n"] {
            let options = TransactionOptions(settings: [("app.tenant_id", value)])
            let rows = try await pool.query("SELECT current_setting('app.tenant_id') AS v", options)
            #expect(try rows[0].decode("v") == value)
        }
        let error = try await postgresError {
            _ = try await pool.query("SELECT 1", TransactionOptions(role: "no\"body"))
        }
        #expect(error.sqlState == SQLState(rawValue: "22023") || error.sqlState == SQLState(rawValue: "42704"))
        await pool.close()
    }

    @Test("isolation and read-only are what was asked for")
    func modes() async throws {
        let pool = try await Server.shared().pool()
        let options = TransactionOptions(isolation: .serializable, readOnly: true, statementTimeout: .seconds(7))
        let row = try await pool.query(
            """
            SELECT current_setting('transaction_isolation') AS isolation,
                current_setting('transaction_read_only') AS read_only, current_setting('statement_timeout') AS timeout
            """,
            options
        )[0]
        #expect(try row.decode("isolation") == "serializable")
        #expect(try row.decode("read_only") == "on")
        #expect(try row.decode("timeout") == "7s")
        let error = try await postgresError { _ = try await pool.query("CREATE TABLE never ()", options) }
        #expect(error.sqlState == .readOnlyTransaction)
        await pool.close()
    }

    @Test("a script runs many statements, and fails as a whole")
    func script() async throws {
        try await withTable { pool, table in
            try await pool.withTransaction { tx in
                tx.send("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                try await tx.script("INSERT INTO \(table) VALUES (2); INSERT INTO \(table) VALUES (3);")
                tx.send("INSERT INTO \(unsafeSQL: table) VALUES (4)")
            }
            #expect(try await count(pool, table) == 4)
            let error = try await postgresError {
                try await pool.withTransaction { tx in
                    try await tx.script("DELETE FROM \(table); SELECT * FROM nowhere; SELECT 1")
                }
            }
            #expect(error.sqlState == .undefinedTable)
            #expect(try await count(pool, table) == 4)
        }
    }

    @Test("a query that ends the transaction by itself is refused, and its connection closed")
    func ownCommit() async throws {
        let pool = try await Server.shared().pool { $0.poolSize = 1 }
        let before = try await pid(pool)
        let error = try await postgresError {
            try await pool.withTransaction { tx in _ = try await tx.query("COMMIT") }
        }
        guard case .invalidQuery = error else { throw error }
        #expect(try await pid(pool) != before)
        await pool.close()
    }

    @Test("a query that cannot be sent is refused before anything is sent")
    func invalid() async throws {
        let pool = try await Server.shared().pool()
        var tooMany: Query = "\(true)"
        for _ in 0..<16 { tooMany = "\(fragment: tooMany) AND \(fragment: tooMany)" }
        for query in ["SELECT 'a\u{0}b'", tooMany] {
            let error = try await postgresError { _ = try await pool.query(query) }
            guard case .invalidQuery = error else { throw error }
        }
        #expect(pool.metrics.roundTrips == 0)
        await pool.close()
    }

    @Test("parameters and rows are in no error's description")
    func secrets() async throws {
        try await withTable { pool, table in
            _ = try await pool.read(
                "ALTER TABLE \(unsafeSQL: table) ADD secret text UNIQUE CHECK (secret <> 'bad-hunter2')"
            )
            let secret = "hunter2"
            _ = try await pool.query("INSERT INTO \(unsafeSQL: table) VALUES (1, \(secret))")
            let queries: [Query] = [
                "INSERT INTO \(unsafeSQL: table) VALUES (2, \(secret))",
                "INSERT INTO \(unsafeSQL: table) VALUES (2, \("bad-\(secret)"))",
                "SELECT \(secret)::text::uuid",
                "SELECT \(secret)::text::int",
                "SELECT \("{\(secret)")::text::jsonb",
                "SELECT set_config('statement_timeout', \(secret), true)",
                "INSERT INTO \(unsafeSQL: table) VALUES (NULL, \("another \(secret)"))",
            ]
            for query in queries {
                let error = try await postgresError { _ = try await pool.query(query) }
                var dumped = ""
                dump(error, to: &dumped)
                for text in ["\(error)", String(reflecting: error), dumped] {
                    #expect(!text.contains(secret), "\(query)")
                }
                #expect(error.sqlState != nil)
            }
        }
    }
}
