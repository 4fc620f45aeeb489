import Testing

@testable import Postgres

@Suite("The server goes away in the middle", .serialized)
struct FaultTests {
    private static let sleeping = "query LIKE '%pg_sleep%' AND state = 'active'"
    private static let committing = "query = 'COMMIT' AND wait_event = 'PgSleep'"

    @Test(
        "a statement under way when the server is restarted or killed is lost, and the pool recovers",
        arguments: Server.Way.allCases
    )
    func midStatement(way: Server.Way) async throws {
        let server = try await Server.start()
        let pool = try server.pool()
        let lost = Task {
            try await postgresError { _ = try await pool.query("SELECT pg_sleep(600)") }
        }
        try await server.waitForSession(Self.sleeping)
        try await server.stop(way)
        // The query has COMMIT behind it, but on the wire only: whether the server saw it is not for us to know.
        let error = try await lost.value
        switch error {
        case .connectionLost, .commitOutcomeUnknown: break
        default: throw error
        }
        let down = try await postgresError { _ = try await pool.query("SELECT 1") }
        guard case .connectionFailed = down else { throw down }
        try await server.start()
        try await eventually("the pool recovers") { (try? await pool.query("SELECT 1")) != nil }
        await pool.close()
        try await server.stop(.immediate)
    }

    @Test("a transaction that had not sent COMMIT when its server was killed is surely undone")
    func beforeCommit() async throws {
        let server = try await Server.start()
        let pool = try server.pool()
        let lost = Task {
            try await postgresError {
                try await pool.withTransaction { tx in _ = try await tx.query("SELECT pg_sleep(600)") }
            }
        }
        try await server.waitForSession(Self.sleeping)
        try await server.stop(.kill)
        let error = try await lost.value
        guard case .connectionLost = error else { throw error }
        #expect(error.isRetryable)
        await pool.close()
    }

    @Test(
        "nobody knows the outcome of a COMMIT during which the server is restarted or killed",
        arguments: Server.Way.allCases
    )
    func midCommit(way: Server.Way) async throws {
        let server = try await Server.start()
        try await withTable(on: server) { pool, table in
            try await server.makeCommitSleep(of: table)
            let unknown = Task {
                try await postgresError { _ = try await pool.query("INSERT INTO \(unsafeSQL: table) VALUES (1)") }
            }
            try await server.waitForSession(Self.committing)
            try await server.stop(way)
            let error = try await unknown.value
            guard case .commitOutcomeUnknown = error else { throw error }
            #expect(!error.isRetryable)
            try await server.start()
            try await eventually("the pool recovers") { (try? await count(pool, table)) == 0 }
        }
        try await server.stop(.immediate)
    }

    @Test("a read-only transaction that is cancelled or lost has no outcome that could be unknown")
    func readOnly() async throws {
        let server = try await Server.start()
        let pool = try server.pool()
        let options = TransactionOptions(readOnly: true)
        let cancelled = Task { try await postgresError { _ = try await pool.query("SELECT pg_sleep(600)", options) } }
        try await server.waitForSession(Self.sleeping)
        cancelled.cancel()
        guard case .cancelled = try await cancelled.value else { throw try await cancelled.value }
        let lost = Task { try await postgresError { _ = try await pool.query("SELECT pg_sleep(601)", options) } }
        try await server.waitForSession("query LIKE '%601%' AND state = 'active'")
        try await server.stop(.kill)
        guard case .connectionLost = try await lost.value else { throw try await lost.value }
        await pool.close()
    }

    @Test("a backend that is ended alone is noticed, and its connection replaced")
    func terminated() async throws {
        let server = try await Server.start()
        let pool = try server.pool { $0.poolSize = 1 }
        let first = try await pid(pool)
        try await server.execute("SELECT pg_terminate_backend(\(Int32(first)))")
        try await eventually("the idle connection is dropped") { pool.metrics.size == 0 }
        #expect(try await pid(pool) != first)
        await pool.close()
        try await server.stop(.immediate)
    }

    @Test("a statement on a stalled server is given up, and so is a COMMIT, whose outcome is unknown")
    func stalled() async throws {
        let server = try await Server.start()
        try await withTable(on: server) { pool, table in
            try await server.makeCommitSleep(of: table)
            let impatient = try server.pool {
                $0.statementTimeout = .seconds(4)
                $0.grace = .milliseconds(500)
                $0.connectTimeout = .seconds(1)
            }
            let statement = Task {
                try await postgresError {
                    try await impatient.withTransaction { tx in _ = try await tx.query("SELECT pg_sleep(600)") }
                }
            }
            let commit = Task {
                try await postgresError { _ = try await impatient.query("INSERT INTO \(unsafeSQL: table) VALUES (1)") }
            }
            try await server.waitForSession("\(Self.sleeping) OR \(Self.committing)", count: 2)
            server.stall()
            let (statementError, commitError) = (try await statement.value, try await commit.value)
            guard case .statementTimeout = statementError else { throw statementError }
            guard case .commitOutcomeUnknown = commitError else { throw commitError }
            let connecting = try await postgresError { _ = try await impatient.query("SELECT 1") }
            guard case .connectionFailed = connecting else { throw connecting }
            server.resume()
            try await eventually("the pool recovers") { (try? await impatient.query("SELECT 1")) != nil }
            await impatient.close()
        }
        try await server.stop(.immediate)
    }

    @Test("a statement that takes too long is ended by the server, and its connection used again")
    func statementTimeout() async throws {
        let pool = try await Server.shared().pool { $0.poolSize = 1 }
        let before = try await pid(pool)
        let options = TransactionOptions(statementTimeout: .milliseconds(20))
        let error = try await postgresError { _ = try await pool.query("SELECT pg_sleep(600)", options) }
        guard case .statementTimeout = error else { throw error }
        #expect(try await pid(pool) == before)
        await pool.close()
    }

    @Test("a lock that does not come free in time is an error of its own")
    func lockTimeout() async throws {
        let server = try await Server.shared()
        let pool = try server.pool { $0.lockTimeout = .milliseconds(20) }
        let holder = try await server.holdLock(77)
        let error = try await postgresError { _ = try await pool.query("SELECT pg_advisory_xact_lock(77)") }
        #expect(error.sqlState == .lockNotAvailable)
        await holder.close()
        await pool.close()
    }

    @Test("a COMMIT that did not wait for its standby may be lost in a failover, so its outcome is unknown")
    func synchronousReplication() async throws {
        let server = try await Server.start(settings: ["synchronous_standby_names=nobody", "synchronous_commit=local"])
        try await withTable(on: server) { pool, table in
            let before = try await pid(pool)
            let options = TransactionOptions(settings: [("synchronous_commit", "on")])
            let insertion = Task {
                try await postgresError {
                    _ = try await pool.query("INSERT INTO \(unsafeSQL: table) VALUES (1)", options)
                }
            }
            try await server.waitForSession("wait_event = 'SyncRep'")
            try await server.execute("SELECT pg_cancel_backend(\(Int32(before)))")
            let error = try await insertion.value
            guard case .commitOutcomeUnknown = error else { throw error }
            #expect(try await count(pool, table) == 1)
            #expect(try await pid(pool) == before)
        }
        try await server.stop(.immediate)
    }

    @Test("the server soon stops a query whose task was cancelled")
    func abandonedQuery() async throws {
        let server = try await Server.start()
        let pool = try server.pool()
        let task = Task { try await pool.query("SELECT pg_sleep(600)") }
        try await server.waitForSession(Self.sleeping)
        task.cancel()
        await #expect(throws: PostgresError.self) { try await task.value }
        let watcher = try await server.connection()
        try await eventually("the server stops") {
            let sleeping: Int = try await watcher.query(
                "SELECT count(*) AS n FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND \(unsafeSQL: Self.sleeping)"
            )[0].decode("n")
            return sleeping == 0
        }
        await watcher.close()
        await pool.close()
        try await server.stop(.immediate)
    }
}
