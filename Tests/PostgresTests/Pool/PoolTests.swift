import Logging
import ServiceLifecycle
import Testing

@testable import Postgres

@Suite("The pool")
struct PoolTests {
    @Test("a thousand tasks at once on eight connections all get their own answer")
    func thousandTasks() async throws {
        let pool = try await Server.shared().pool { $0.poolTimeout = .seconds(60) }
        let backends = try await withThrowingTaskGroup(of: Int.self) { group in
            for n in 1...1_000 {
                group.addTask {
                    try await pool.withTransaction { tx in
                        let backend = tx.send("SELECT pg_backend_pid() AS pid")
                        let answer: Int = try await tx.query("SELECT \(n) AS n")[0].decode("n")
                        let square: Int = try await tx.query("SELECT \(answer) * \(answer) AS n")[0].decode("n")
                        #expect(square == n * n)
                        return try await tx.rows(backend)[0].decode("pid")
                    }
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(backends.count <= 8)
        #expect(pool.metrics.size <= 8)
        #expect(pool.metrics.roundTrips == 3_000)
        await pool.close()
    }

    @Test("a pool that runs dry says so at the deadline, and serves again when it can")
    func dry() async throws {
        let server = try await Server.shared()
        let pool = try server.pool {
            $0.poolSize = 1
            $0.poolTimeout = .milliseconds(50)
        }
        try await eventually("it has connected") { (try? await pool.query("SELECT 1")) != nil }
        try await pool.withTransaction { tx in
            _ = try await tx.query("SELECT 1")
            let error = try await postgresError { _ = try await pool.query("SELECT 1") }
            guard case .poolTimeout = error else { throw error }
        }
        _ = try await pool.query("SELECT 1")
        await pool.close()
    }

    @Test("a task cancelled while it waits for a connection leaves the queue at once")
    func cancelledWaiter() async throws {
        let pool = try await Server.shared().pool {
            $0.poolSize = 1
            $0.poolTimeout = .seconds(3_600)
        }
        try await pool.withTransaction { tx in
            _ = try await tx.query("SELECT 1")
            let waiter = Task { try await postgresError { _ = try await pool.query("SELECT 1") } }
            try await eventually("it waits") { pool.metrics.waiting == 1 }
            waiter.cancel()
            let error = try await waiter.value
            guard case .cancelled = error else { throw error }
            #expect(pool.metrics.waiting == 0)
        }
        await pool.close()
    }

    @Test(
        "after five hundred tasks cancelled at any moment every answer still belongs to its question",
        arguments: [1, 2]
    )
    func cancellation(seed: UInt64) async throws {
        let pool = try await Server.shared().pool { $0.poolTimeout = .seconds(60) }
        var random = SplitMix(state: seed)
        await withTaskGroup { group in
            for n in 1...500 {
                let yields = Int(random.next() % 200)
                group.addTask {
                    let task = Task {
                        let rows = try await pool.query("SELECT \(n) AS n, pg_sleep(0.001)")
                        #expect(try rows[0].decode("n") == n)
                    }
                    for _ in 0..<yields { await Task.yield() }
                    task.cancel()
                    _ = await task.result
                }
            }
        }
        try await withThrowingTaskGroup { group in
            for n in 1...200 {
                group.addTask {
                    let rows = try await pool.query("SELECT \(n) AS n")
                    #expect(try rows[0].decode("n") == n)
                }
            }
            try await group.waitForAll()
        }
        #expect(pool.metrics.size <= 8)
        await pool.close()
    }

    @Test("tasks that run while queries wait for the server are not held up")
    func cooperativePool() async throws {
        let server = try await Server.shared()
        let pool = try server.pool { $0.poolSize = 20 }
        let holder = try await server.holdLock(99)
        let waiting = Task {
            try await withThrowingTaskGroup { group in
                for _ in 1...20 {
                    group.addTask { _ = try await pool.query("SELECT pg_advisory_xact_lock_shared(99)") }
                }
                try await group.waitForAll()
            }
        }
        try await server.waitForSession("wait_event = 'advisory' AND query LIKE '%lock_shared(99)%'", count: 20)
        // Far more than there are threads; they could never end if the waiting queries held any.
        let ticks = await withTaskGroup(of: Int.self) { group in
            for _ in 1...1_000 { group.addTask { 1 } }
            return await group.reduce(0, +)
        }
        #expect(ticks == 1_000)
        await holder.close()
        try await waiting.value
        await pool.close()
    }

    @Test("while there is no server everyone is told soon")
    func noServer() async throws {
        let configuration = try PostgresConfiguration("host=/nonexistent user=postgres password=hunter2")
        let pool = Pool(configuration: configuration, logger: quietLogger)
        await withTaskGroup { group in
            for _ in 1...100 {
                group.addTask {
                    await #expect {
                        _ = try await pool.query("SELECT 1")
                    } throws: { error in
                        if case .connectionFailed? = error as? PostgresError {
                            !"\(error)".contains("hunter2")
                        } else {
                            false
                        }
                    }
                }
            }
        }
        await pool.close()
    }

    @Test("idle connections are closed when their time is over")
    func idleLifetime() async throws {
        let pool = try await Server.shared().pool { $0.idleLifetime = .milliseconds(20) }
        _ = try await pool.query("SELECT 1")
        try await eventually("the connection is closed") { pool.metrics.size == 0 }
        _ = try await pool.query("SELECT 1")
        await pool.close()
    }

    @Test("shutting down lets a running transaction commit, and refuses new ones")
    func gracefulShutdown() async throws {
        try await withTable { _, table in
            let pool = try await Server.shared().pool()
            let group = ServiceGroup(services: [pool], logger: quietLogger)
            let running = Task { try await group.run() }
            try await pool.withTransaction { tx in
                try await tx.execute("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                await group.triggerGracefulShutdown()
                try await eventually("the pool refuses") {
                    if case .poolClosed? = try? await postgresError({ _ = try await pool.query("SELECT 1") }) {
                        true
                    } else {
                        false
                    }
                }
                tx.send("INSERT INTO \(unsafeSQL: table) VALUES (2)")
            }
            try await running.value
            #expect(pool.metrics.size == 0)
            let other = try await Server.shared().pool()
            #expect(try await count(other, table) == 2)
            await other.close()
        }
    }

    @Test("shutting down does not wait for a stuck transaction for longer than it may")
    func stuckShutdown() async throws {
        let server = try await Server.shared()
        let holder = try await server.holdLock(55)
        let pool = try server.pool { $0.shutdownTimeout = .milliseconds(50) }
        let stuck = Task {
            try await postgresError {
                try await pool.withTransaction { tx in _ = try await tx.query("SELECT pg_advisory_xact_lock(55)") }
            }
        }
        try await server.waitForSession("wait_event = 'advisory' AND query LIKE '%lock(55)%'")
        await pool.close()
        let error = try await stuck.value
        guard case .connectionLost = error else { throw error }
        await holder.close()
    }

    @Test("a transaction cancelled between two queries is undone, and its connection used again")
    func cancelledBody() async throws {
        try await withTable { pool, table in
            let before = try await pid(pool)
            let task = Task {
                try await pool.withTransaction { tx in
                    try await tx.execute("INSERT INTO \(unsafeSQL: table) VALUES (1)")
                    withUnsafeCurrentTask { $0?.cancel() }
                    try await tx.execute("INSERT INTO \(unsafeSQL: table) VALUES (2)")
                }
            }
            await #expect(throws: PostgresError.self) { try await task.value }
            #expect(try await count(pool, table) == 0)
            #expect(try await pid(pool) == before)
        }
    }
}
