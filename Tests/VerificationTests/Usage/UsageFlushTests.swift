import Domain
import Logging
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@testable import Verification

@Suite("Writing what was counted", .timeLimit(.minutes(5)))
struct UsageFlushTests {
    /// A database, and as many processes on it as a test likes.
    private struct Desk: Sendable {
        let keyring: Keyring
        let pool: Pool
        var database: Database { Database(pool: pool) }

        func flusher(_ meter: UsageMeter) -> UsageFlusher {
            UsageFlusher(meter: meter, database: database, logger: .silent)
        }

        /// `HOURS key outcome sum`, and likewise for days and totals, of the keys with these names.
        func sums(_ names: [ID<APIKey>: String]) async throws -> [String] {
            let rows = try await keyring.database.owner.query(
                """
                SELECT 'HOURS' AS kind, key_id, outcome, sum(count)::bigint AS count FROM usage_hours GROUP BY 2, 3
                UNION ALL SELECT 'DAYS', key_id, outcome, sum(count)::bigint FROM usage_days GROUP BY 2, 3
                UNION ALL SELECT 'TOTAL', key_id, '', sum(requests)::bigint FROM usage_totals GROUP BY 2
                """
            )
            return try rows.map { row in
                let key: ID<APIKey> = try row.decode("key_id")
                let parts: [String] = [
                    try row.decode("kind"), names[key] ?? "?", try row.decode("outcome"),
                    String(try row.decode("count", as: Int.self)),
                ]
                return parts.filter { !$0.isEmpty }.joined(separator: " ")
            }.sorted()
        }

        /// All that there is, in all three tables.
        func everything() async throws -> [String] {
            try await keyring.database.strings(
                """
                SELECT h::text FROM usage_hours h UNION ALL SELECT d::text FROM usage_days d
                UNION ALL SELECT t::text FROM usage_totals t
                """
            ).sorted()
        }

        func merge(_ hour: Instant, of tenant: ID<Tenant>, limit: Int = 100) async throws -> Int {
            try await database.writeUsage(of: tenant) { $0.mergeHour(hour, limit: limit) }
        }

        func prune(_ hour: Instant, of tenant: ID<Tenant>, limit: Int) async throws -> Int {
            try await database.writeUsage(of: tenant) { $0.pruneHour(hour, limit: limit) }
        }

        func number(_ sql: String) async throws -> Int {
            Int(try await keyring.database.strings(sql).first ?? "") ?? -1
        }
    }

    private func withDesk(_ body: (Desk) async throws -> Void) async throws {
        try await withDatabase { database in
            var configuration = try PostgresConfiguration(database.url)
            configuration.poolSize = 8
            let pool = Pool(configuration: configuration, logger: .silent)
            do {
                try await body(Desk(keyring: Keyring(database: database), pool: pool))
                await pool.close()
            } catch {
                await pool.close()
                throw error
            }
        }
    }

    private let key = ID<APIKey>.make(at: testNow, using: .seeded(1))

    @Test("sums hours up to days and to totals, of the key and of the tenant; reports are no requests")
    func sumsUp() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let meter = UsageMeter()
            let midnight = try #require(Instant(rfc3339: "2026-11-21T00:00:00Z"))
            meter.count(.valid, of: key, in: tenant, at: midnight - .seconds(1))
            meter.count(.valid, of: key, in: tenant, at: midnight)
            meter.count(.disabled, of: key, in: tenant, at: midnight + .seconds(3600))
            meter.report(succeeded: 7, failed: 3, of: key, in: tenant, at: midnight + .seconds(7200))
            #expect(await desk.flusher(meter).flush())
            let names = [key: "key", .wholeTenant: "tenant"]
            let expected = ["key", "tenant"].flatMap { name in
                ["HOURS", "DAYS"].flatMap { kind in
                    ["DISABLED 1", "REPORTED_FAILED 3", "REPORTED_SUCCEEDED 7", "VALID 2"].map {
                        "\(kind) \(name) \($0)"
                    }
                } + ["TOTAL \(name) 3"]
            }
            #expect(try await desk.sums(names) == expected.sorted())
            #expect(
                try await desk.keyring.database.strings(
                    "SELECT day || ' ' || count FROM usage_days WHERE outcome = 'VALID' ORDER BY key_id, day"
                ) == ["2026-11-20 1", "2026-11-21 1", "2026-11-20 1", "2026-11-21 1"]
            )
            let lastUses = try await desk.keyring.database.owner.query("SELECT last_used_at FROM usage_totals")
            for row in lastUses {
                #expect(try row.decode("last_used_at", as: Instant?.self) == midnight + .seconds(3600))
            }
        }
    }

    @Test("the same twice changes nothing, and what is older than what is there changes nothing either")
    func repeats() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let meter = UsageMeter()
            let write = { (batch: UsageBatch) in
                _ = try await desk.database.writeUsage(of: batch.tenant) { $0.write(batch.rows, of: batch.process) }
            }
            for _ in 1...3 { meter.count(.valid, of: key, in: tenant, at: testNow) }
            let older = try #require(meter.take().first)
            try await write(older)
            let once = try await desk.sums([:])
            try await write(older)
            #expect(try await desk.sums([:]) == once)

            for _ in 1...2 { meter.count(.valid, of: key, in: tenant, at: testNow) }
            let newer = try #require(meter.take().first)
            try await write(newer)
            let twice = try await desk.everything()
            #expect(try await desk.number("SELECT max(requests) FROM usage_totals") == 5)
            // A server that was still at work on what we had given up.
            try await write(older)
            try await write(newer)
            #expect(try await desk.number("SELECT max(requests) FROM usage_totals") == 5)
            #expect(try await desk.number("SELECT max(count) FROM usage_days") == 5)
            #expect(try await desk.number("SELECT max(count) FROM usage_hours") == 5)
            #expect(try await desk.everything().count == twice.count)
        }
    }

    @Test("a commit of which nobody knows whether it took place is repeated: nothing is lost, nothing counted twice")
    func unknownOutcome() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let meter = UsageMeter()
            let flusher = desk.flusher(meter)
            for round in 1...20 {
                meter.count(.valid, of: key, in: tenant, at: testNow)
                let batches = meter.take()
                for batch in batches {
                    // Now it took place, now it did not; we hear of neither.
                    if round % 2 == 0 {
                        try await desk.database.writeUsage(of: batch.tenant) { $0.write(batch.rows, of: batch.process) }
                    }
                    if round % 3 == 0 { meter.count(.valid, of: key, in: tenant, at: testNow) }
                    meter.putBack(batch)
                }
                if round % 5 == 0 { #expect(await flusher.flush()) }
            }
            #expect(await flusher.flush())
            #expect(try await desk.number("SELECT max(requests) FROM usage_totals") == 26)
            #expect(try await desk.number("SELECT max(count) FROM usage_days") == 26)
        }
    }

    @Test("hours that end while nothing can be written are written later as what they were")
    func lateHours() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let meter = UsageMeter()
            for hour in [0, 1, 0, 2, 1] {
                meter.count(.valid, of: key, in: tenant, at: testNow + .seconds(hour * 3600))
                meter.take().forEach(meter.putBack)
            }
            #expect(await desk.flusher(meter).flush())
            #expect(
                try await desk.keyring.database.strings(
                    "SELECT sum(count) FROM usage_hours GROUP BY key_id, hour ORDER BY key_id, hour"
                ) == ["2", "2", "1", "2", "2", "1"]
            )
            #expect(try await desk.number("SELECT min(requests) FROM usage_totals") == 5)
        }
    }

    @Test("connections that break at any moment lose nothing, and count nothing twice")
    func brokenConnections() async throws {
        try await withDesk { desk in
            let tenants = try await (1...4).asyncMap { _ in try await desk.keyring.insertTenant().id }
            let meter = UsageMeter()
            let flusher = desk.flusher(meter)
            let key = key
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 1...300 {
                        for tenant in tenants { meter.count(.valid, of: key, in: tenant, at: testNow) }
                        await flusher.flush()
                    }
                }
                group.addTask {
                    for _ in 1...60 {
                        try await desk.keyring.database.run(
                            """
                            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                            WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
                                AND query ~ 'usage_|COMMIT|BEGIN'
                            """
                        )
                    }
                }
                try await group.waitForAll()
            }
            try await eventually("all is written") { await flusher.flush() }
            #expect(
                try await desk.keyring.database.strings("SELECT requests FROM usage_totals")
                    == [String](repeating: "300", count: 8)
            )
            #expect(
                try await desk.keyring.database.strings("SELECT count FROM usage_days")
                    == [String](repeating: "300", count: 8)
            )
        }
    }

    @Test("processes that count the same keys at once wait for each other, never in a circle, and the sums are exact")
    func manyProcesses() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let keys = (1...30).map { ID<APIKey>.make(at: testNow, using: .seeded($0)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for process in 0..<4 {
                    group.addTask {
                        let meter = UsageMeter()
                        let flusher = desk.flusher(meter)
                        for round in 0..<25 {
                            // Each in an order of its own, and over two hours.
                            for key in keys.shuffled() {
                                let now = testNow + .seconds((process + round) % 2 * 3600)
                                meter.count(round % 5 == 0 ? .rateLimited : .valid, of: key, in: tenant, at: now)
                            }
                            let isWritten = await flusher.flush()
                            #expect(isWritten)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await desk.number("SELECT min(requests) FROM usage_totals") == 100)
            #expect(try await desk.number("SELECT max(requests) FROM usage_totals") == 3000)
            #expect(try await desk.number("SELECT sum(requests)::bigint FROM usage_totals") == 6000)
            #expect(try await desk.number("SELECT sum(count)::bigint FROM usage_days") == 6000)
            #expect(try await desk.number("SELECT sum(count)::bigint FROM usage_hours") == 6000)
        }
    }

    @Test("instances that count the same keys over many rounds, while hours are merged, never deadlock, and are exact")
    func manyInstances() async throws {
        try await withDesk { desk in
            let tenants = try await (1...2).asyncMap { _ in try await desk.keyring.insertTenant().id }
            let keys = (1...20).map { ID<APIKey>.make(at: testNow, using: .seeded($0)) }
            // Old enough for writing to wait for merging, and the other way round.
            let hours = (0..<3).map { UsageInterval.hour.start(of: testNow) - .seconds((1000 + $0) * 3600) }
            let merge = { @Sendable (hours: [Instant]) in
                for (tenant, hour) in tenants.flatMap({ tenant in hours.map { (tenant, $0) } }) {
                    while try await desk.merge(hour, of: tenant, limit: 7) > 0 {}
                }
            }
            let progress = Progress()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let meter = UsageMeter()
                        let flusher = desk.flusher(meter)
                        for (index, hour) in hours.enumerated() {
                            for round in 0..<10 {
                                for key in keys.shuffled() {
                                    for tenant in tenants {
                                        meter.tally(of: key, in: tenant).count(.valid, at: hour + .seconds(round))
                                    }
                                }
                                let isWritten = await flusher.flush()
                                #expect(isWritten)
                            }
                            progress.done.withLock { $0[index] += 1 }
                        }
                    }
                }
                // Two, which merge what all are through with, while they write what comes after.
                for _ in 0..<2 {
                    group.addTask {
                        while progress.all != [4, 4, 4] {
                            try await merge(zip(hours, progress.all).filter { $1 == 4 }.map(\.0))
                            // While there is nothing to merge, the others need the threads.
                            try await Task.sleep(for: .milliseconds(2))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await merge(hours)
            #expect(try await desk.number("SELECT count(DISTINCT process) FROM usage_hours") == 1)
            for table in ["usage_hours", "usage_days"] {
                let sum = "SELECT sum(count)::bigint FROM \(table) WHERE key_id <> '\(Self.all)'"
                #expect(try await desk.number(sum) == 4 * 30 * 20 * 2, "\(table)")
            }
            #expect(try await desk.number("SELECT min(requests) FROM usage_totals") == 4 * 30)
            #expect(try await desk.number("SELECT max(requests) FROM usage_totals") == 4 * 30 * 20)
            let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            #expect(try await desk.number(deadlocks) == 0)
        }
    }

    /// How many instances are through with each of three hours.
    private final class Progress: Sendable {
        let done = Mutex([0, 0, 0])
        var all: [Int] { done.withLock { $0 } }
    }

    private static let all = "00000000-0000-0000-0000-000000000000"

    @Test("what was merged is not written again by a process that comes too late, and what never was is")
    func lateWriters() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let hour = UsageInterval.hour.start(of: testNow) - .seconds(1000 * 3600)
            let other = ID<APIKey>.make(at: testNow, using: .seeded(2))
            let sums = { (key: ID<APIKey>) async throws in
                try await desk.sums([key: "key"]).filter { $0.contains("key") }
            }
            let (written, unwritten) = (UsageMeter(), UsageMeter())
            for _ in 1...5 { written.count(.valid, of: key, in: tenant, at: hour) }
            let batch = try #require(written.take().first)
            try await desk.database.writeUsage(of: tenant) { $0.write(batch.rows, of: batch.process) }
            unwritten.count(.valid, of: key, in: tenant, at: hour)
            unwritten.count(.valid, of: other, in: tenant, at: hour)
            let before = unwritten.take()
            before.forEach(unwritten.putBack)

            #expect(try await desk.merge(hour, of: tenant) == 2)
            #expect(try await sums(key) == ["DAYS key VALID 5", "HOURS key VALID 5", "TOTAL key 5"])

            // Whether the commit of these took place it never heard; one more came after them.
            written.count(.valid, of: key, in: tenant, at: hour)
            written.putBack(batch)
            let log = Lines()
            let late = UsageFlusher(meter: written, database: desk.database, logger: log.logger)
            #expect(await late.flush())
            #expect(try await sums(key) == ["DAYS key VALID 5", "HOURS key VALID 5", "TOTAL key 5"])
            #expect(log.all == ["usage came days too late and is lost in part"])

            // This one had written nothing of that hour.
            #expect(await desk.flusher(unwritten).flush())
            #expect(try await sums(key) == ["DAYS key VALID 6", "HOURS key VALID 6", "TOTAL key 6"])
            #expect(try await sums(other) == ["DAYS key VALID 1", "HOURS key VALID 1", "TOTAL key 1"])
            #expect(try await desk.merge(hour, of: tenant) == 3)
            #expect(try await sums(key) == ["DAYS key VALID 6", "HOURS key VALID 6", "TOTAL key 6"])
            #expect(
                try await desk.keyring.database.strings("SELECT count FROM usage_hours ORDER BY count") == [
                    "1", "6", "7",
                ]
            )
        }
    }

    @Test("a merge that is repeated, or done in parts, moves no sum; what is not yet merged is still written")
    func mergesInParts() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let keys = (1...9).map { ID<APIKey>.make(at: testNow, using: .seeded($0)) }
            let hour = UsageInterval.hour.start(of: testNow) - .seconds(1000 * 3600)
            let meters = (1...3).map { _ in UsageMeter() }
            for meter in meters {
                for key in keys { meter.count(.valid, of: key, in: tenant, at: hour) }
                #expect(await desk.flusher(meter).flush())
            }
            let before = try await desk.sums([:])
            #expect(try await desk.merge(hour, of: tenant, limit: 4) > 0)
            #expect(try await desk.sums([:]) == before)
            #expect(try await desk.number("SELECT count(*) FROM usage_hours") > 20)
            while try await desk.merge(hour, of: tenant, limit: 4) > 0 {}
            #expect(try await desk.sums([:]) == before)
            #expect(try await desk.number("SELECT count(*) FROM usage_hours") == 10)
            #expect(try await desk.prune(hour, of: tenant, limit: 6) == 6)
            #expect(try await desk.prune(hour, of: tenant, limit: 6) == 4)
            #expect(try await desk.number("SELECT sum(count)::bigint FROM usage_days") == 54)
        }
    }

    @Test("many tenants and many keys are written, each tenant in one round trip")
    func manyTenants() async throws {
        try await withDesk { desk in
            let tenants = try await (1...40).asyncMap { _ in try await desk.keyring.insertTenant().id }
            let meter = UsageMeter()
            for tenant in tenants { meter.count(.valid, of: key, in: tenant, at: testNow) }
            let before = desk.pool.metrics.roundTrips
            #expect(await desk.flusher(meter).flush())
            #expect(desk.pool.metrics.roundTrips - before == 40)
            #expect(try await desk.number("SELECT count(*) FROM usage_totals") == 80)

            for number in 2...5001 {
                let key = ID<APIKey>.make(at: testNow, using: .seeded(UInt64(number)))
                meter.count(.valid, of: key, in: tenants[0], at: testNow)
            }
            #expect(await desk.flusher(meter).flush())
            #expect(
                try await desk.number("SELECT count(*) FROM usage_totals WHERE requests = 1") == 5000 + 79
            )
            #expect(try await desk.number("SELECT max(requests) FROM usage_totals") == 5001)
        }
    }

    @Test("a tenant that cannot be written keeps no other waiting")
    func poison() async throws {
        try await withDesk { desk in
            let meter = UsageMeter()
            // These are no tenants.
            for number in 1...10 {
                meter.count(.valid, of: key, in: .make(at: testNow, using: .seeded(UInt64(number))), at: testNow)
            }
            let tenant = try await desk.keyring.insertTenant().id
            meter.count(.valid, of: key, in: tenant, at: testNow)
            let flusher = desk.flusher(meter)
            try await eventually("it is written") {
                #expect(await !flusher.flush())
                return try await desk.number("SELECT count(*) FROM usage_totals") == 2
            }
        }
    }

    @Test("rows of another tenant cannot be written or read")
    func wall() async throws {
        try await withDesk { desk in
            let (one, other) = (try await desk.keyring.insertTenant().id, try await desk.keyring.insertTenant().id)
            let meter = UsageMeter()
            meter.count(.valid, of: key, in: one, at: testNow)
            #expect(await desk.flusher(meter).flush())
            let before = try await desk.everything()
            let options = TransactionOptions(
                role: OnUsage.role,
                settings: [("app.tenant_id", Hex.encode(other.bytes))]
            )
            for table in ["usage_hours", "usage_days", "usage_totals"] {
                let seen = try await desk.pool.query("SELECT * FROM \(unsafeSQL: table)", options)
                #expect(seen.isEmpty)
            }
            await #expect(throws: PostgresError.self) {
                _ = try await desk.pool.query(
                    "INSERT INTO usage_totals (tenant_id, key_id, requests) VALUES (\(one), \(key), 9)",
                    options
                )
            }
            #expect(try await desk.everything() == before)
        }
    }

    @Test("as a service it writes by itself, and what was counted last is written before it ends")
    func service() async throws {
        try await withDesk { desk in
            let tenant = try await desk.keyring.insertTenant().id
            let meter = UsageMeter()
            let flusher = UsageFlusher(
                meter: meter,
                database: desk.database,
                interval: .milliseconds(10),
                logger: .silent
            )
            try await running(flusher) {
                meter.count(.valid, of: key, in: tenant, at: testNow)
                try await eventually("it is written") {
                    try await desk.number("SELECT coalesce(max(requests), 0) FROM usage_totals") == 1
                }
            }
            let slow = UsageFlusher(meter: meter, database: desk.database, interval: .seconds(3600), logger: .silent)
            try await running(slow) {
                meter.count(.valid, of: key, in: tenant, at: testNow)
                let written = try await desk.number("SELECT max(requests) FROM usage_totals")
                #expect(written == 1)
            }
            #expect(try await desk.number("SELECT max(requests) FROM usage_totals") == 2)
        }
    }

    @Test("as a service it ends in time though nothing can be written")
    func endsInTime() async throws {
        let pool = try unreachablePool()
        let meter = UsageMeter()
        let flusher = UsageFlusher(
            meter: meter,
            database: Database(pool: pool),
            interval: .milliseconds(1),
            patience: .milliseconds(50),
            logger: .silent
        )
        let begun = ContinuousClock.now
        try await running(flusher) {
            meter.count(.valid, of: key, in: .make(at: testNow, using: .system), at: testNow)
        }
        #expect(.now - begun < .seconds(4))
        await pool.close()
    }
}

extension Sequence where Self: Sendable {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
