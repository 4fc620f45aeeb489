import Domain
import Postgres
import Testing
import TestSupport

@testable import Store

@Suite("A tenant's lock")
struct LockTests {
    @Test("tells the time after the wait for it, not from before")
    func timeAfterWaiting() async throws {
        try await withPlatformTenant { database, pool in
            let store = Database(pool: pool)
            let (holding, isHolding) = AsyncStream.makeStream(of: Void.self)
            let (release, mayRelease) = AsyncStream.makeStream(of: Void.self)
            async let first: Instant = store.onTenant(.platform) { transaction in
                let locked = try await transaction.held(transaction.lock())
                isHolding.yield()
                for await _ in release { break }
                transaction.save(locked)
                return locked.now
            }
            for await _ in holding { break }
            async let second: Instant = store.onTenant(.platform) { try await $0.held($0.lock()).now }
            try await untilSomebodyWaits(database)
            let whileWaiting = try await now(database)
            mayRelease.yield()
            let (earlier, later) = (try await first, try await second)
            #expect(earlier < whileWaiting)
            #expect(later > whileWaiting)
        }
    }

    @Test("never lets time go back, when the server's clock does")
    func clockMovedBack() async throws {
        try await withPlatformTenant { _, pool in
            let before = try await change(Database(pool: pool))
            let late = Database(pool: pool, clock: WallClock { $0 - .seconds(3600) })
            let first = try await change(late)
            let second = try await change(late)
            #expect(first == before)
            #expect(second == before)
            let read = try await late.onTenant(.platform) { try await $0.result($0.now()) }
            #expect(read == before)
            let after = try await change(Database(pool: pool))
            #expect(after > before)
        }
    }

    @Test("remembers a time that was ahead")
    func clockMovedForward() async throws {
        try await withPlatformTenant { _, pool in
            let ahead = try await change(Database(pool: pool, clock: WallClock { $0 + .seconds(3600) }))
            let next = try await change(Database(pool: pool))
            #expect(next == ahead)
        }
    }

    @Test("is held by one transaction at a time: 32 increments are 32")
    func isExclusive() async throws {
        try await withPlatformTenant { _, pool in
            let store = Database(pool: pool)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        try await store.onTenant(.platform) { transaction in
                            var locked = try await transaction.held(transaction.lock())
                            locked.state.keys.create()
                            transaction.save(locked)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let state = try await store.onTenant(.platform) { try await $0.result($0.state()) }
            #expect(state?.keys.open == 32)
        }
    }

    @Test("of a tenant that does not exist is NOT_FOUND")
    func unknownTenant() async throws {
        try await withPlatformTenant { _, pool in
            let failure = await #expect(throws: Failure.self) {
                try await Database(pool: pool).onTenant(ID(bits: 42)) { _ = try await $0.held($0.lock()) }
            }
            #expect(failure?.code == .notFound)
        }
    }

    /// Locks, writes the time back, and returns it.
    private func change(_ store: Database) async throws -> Instant {
        try await store.onTenant(.platform) { transaction in
            let locked = try await transaction.held(transaction.lock())
            transaction.save(locked)
            return locked.now
        }
    }

    private func now(_ database: TestDatabase) async throws -> Instant {
        try await database.owner.query("SELECT clock_timestamp() AS now")[0].decode("now")
    }

    private func untilSomebodyWaits(_ database: TestDatabase) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while try await database.strings(waiting).isEmpty {
            try #require(.now < deadline)
        }
    }
}

/// Lends a database in which the platform's own tenant can be locked, and the application's pool.
private func withPlatformTenant(_ body: (TestDatabase, Pool) async throws -> Void) async throws {
    try await withDatabase { database in
        var configuration = try PostgresConfiguration(database.url)
        configuration.poolSize = 4
        configuration.poolTimeout = .seconds(30)
        let pool = Pool(configuration: configuration, logger: .silent)
        do {
            try await body(database, pool)
            await pool.close()
        } catch {
            await pool.close()
            throw error
        }
    }
}
