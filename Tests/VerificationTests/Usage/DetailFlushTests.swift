import Domain
import Logging
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@testable import Verification

@Suite("Writing what keys are used for", .timeLimit(.minutes(5)))
struct DetailFlushTests {
    private func withFlusher(
        _ body: (Keyring, Pool, _ flusher: (UsageMeter) -> UsageFlusher) async throws -> Void
    ) async throws {
        try await withDatabase { database in
            var configuration = try PostgresConfiguration(database.url)
            configuration.poolSize = 8
            let pool = Pool(configuration: configuration, logger: .silent)
            do {
                try await body(Keyring(database: database), pool) {
                    UsageFlusher(meter: $0, database: Database(pool: pool), logger: .silent)
                }
                await pool.close()
            } catch {
                await pool.close()
                throw error
            }
        }
    }

    /// `SCOPES a b 3` over all processes, sorted.
    private func sums(_ keyring: Keyring) async throws -> [String] {
        try await keyring.database.strings(
            """
            SELECT kind || ' ' || value || ' ' || sum(count) FROM usage_details GROUP BY kind, value ORDER BY 1
            """
        )
    }

    private func question(_ scopes: String..., from ip: String? = nil) -> Check.Question {
        Check.Question(scopes: scopes, ip: ip.flatMap { IPAddress($0) })
    }

    @Test("adds up over rounds and tallies of the same key, and its count with it")
    func sumsUp() async throws {
        try await withFlusher { keyring, _, flusher in
            let tenant = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: tenant).id
            let meter = UsageMeter()
            for round in 1...4 {
                let tally = meter.tally(of: key, in: tenant.id)
                for _ in 1...round {
                    tally.note(question("b", "a", from: "192.0.2.1"), at: testNow)
                    tally.count(.valid, at: testNow)
                }
                #expect(await flusher(meter).flush())
            }
            #expect(try await sums(keyring) == ["ADDRESS 192.0.2.1 10", "SCOPES a b 10"])
            #expect(try await keyring.database.strings("SELECT count(*) FROM usage_details") == ["2"])
        }
    }

    @Test("a commit of which nobody knows whether it took place is repeated: nothing is lost, nothing counted twice")
    func unknownOutcome() async throws {
        try await withFlusher { keyring, pool, flusher in
            let tenant = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: tenant).id
            let meter = UsageMeter()
            for round in 1...20 {
                meter.note(question("a"), of: key, in: tenant.id, at: testNow)
                for batch in meter.takeDetails(rowsAtOnce: 100) {
                    // Now it took place, now it did not; we hear of neither.
                    if round % 2 == 0 {
                        try await Database(pool: pool).writeUsage(of: batch.tenant) { $0.write(batch.rows) }
                    }
                    meter.settle(batch, isWritten: false)
                }
                if round % 5 == 0 { #expect(await flusher(meter).flush()) }
            }
            #expect(await flusher(meter).flush())
            #expect(try await sums(keyring) == ["ADDRESS  20", "SCOPES a 20"])
        }
    }

    @Test("an older state that a server was still at work on changes nothing")
    func olderState() async throws {
        try await withFlusher { keyring, pool, _ in
            let tenant = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: tenant).id
            let write = { (count: Int) in
                let row = UsageDetailRow(
                    key: key,
                    hour: UsageInterval.hour.start(of: testNow),
                    detail: UsageDetail(scopes: ["a"]),
                    process: ID(bits: 7),
                    count: count
                )
                _ = try await Database(pool: pool).writeUsage(of: tenant.id) { $0.write([row]) }
            }
            for count in [3, 5, 3, 5] { try await write(count) }
            #expect(try await sums(keyring) == ["SCOPES a 5"])
        }
    }

    @Test("what a process counts and another counts of the same key and hour is added up, and hours stay apart")
    func processesAndHours() async throws {
        try await withFlusher { keyring, _, flusher in
            let tenant = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: tenant).id
            for _ in 1...2 {
                let meter = UsageMeter()
                for hours in [0, 1, 0] {
                    meter.note(question("a"), of: key, in: tenant.id, at: testNow + .seconds(hours * 3600))
                    #expect(await flusher(meter).flush())
                }
            }
            #expect(
                try await keyring.database.strings(
                    "SELECT sum(count) FROM usage_details WHERE kind = 'SCOPES' GROUP BY hour ORDER BY hour"
                ) == ["4", "2"]
            )
        }
    }

    @Test("many threads on one key, while it is drained over and over, lose nothing")
    func threads() async throws {
        try await withFlusher { keyring, _, flusher in
            let tenant = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: tenant).id
            let meter = UsageMeter()
            let tally = meter.tally(of: key, in: tenant.id)
            let flusher = flusher(meter)
            await withTaskGroup(of: Void.self) { group in
                for thread in 0..<4 {
                    group.addTask {
                        for number in 0..<5000 {
                            let scope = "s\(number % 3)"
                            let ip = IPAddress(v4: UInt32(thread))
                            tally.note(Check.Question(scopes: [scope], ip: ip), at: testNow)
                            tally.count(.valid, at: testNow)
                            if number % 500 == 0 { await Task.yield() }
                        }
                    }
                }
                group.addTask { for _ in 0..<20 { await flusher.flush() } }
            }
            #expect(await flusher.flush())
            let expected =
                (0..<4).map { "ADDRESS 0.0.0.\($0) 5000" } + ["SCOPES s0 6668", "SCOPES s1 6668", "SCOPES s2 6664"]
            #expect(try await sums(keyring) == expected)
        }
    }

    @Test("what a key in memory keeps for it is given up when the key lies idle")
    func idle() {
        let meter = UsageMeter()
        let tally = meter.tally(of: ID(bits: 1), in: ID(bits: 2))
        let use = {
            tally.note(question("a"), at: testNow)
            tally.count(.valid, at: testNow)
        }
        let isKept = { tally.details.withLock { $0 != nil } }
        #expect(!isKept())
        for _ in 1...3 {
            use()
            _ = meter.take()
            #expect(isKept())
        }
        _ = meter.take()
        #expect(!isKept())
    }

    @Test("what there is no room for is counted")
    func untold() {
        let meter = UsageMeter()
        let tally = meter.tally(of: ID(bits: 1), in: ID(bits: 2))
        for number in 0..<1000 {
            tally.note(Check.Question(scopes: [], ip: IPAddress(v4: UInt32(number))), at: testNow)
            tally.count(.valid, at: testNow)
        }
        _ = meter.take()
        #expect(meter.takeLostDetails() == 1000 - DetailCells.mostAddresses)
        #expect(meter.takeLostDetails() == 0)
    }

    @Test("of a key that the database has lost does not keep that of others from being written")
    func lostKey() async throws {
        try await withFlusher { keyring, _, flusher in
            let tenant = try await keyring.insertTenant()
            let key = try await keyring.insertKey(of: tenant).id
            let meter = UsageMeter()
            for key in [key, .make(at: testNow, using: .seeded(9))] {
                meter.note(question("a"), of: key, in: tenant.id, at: testNow)
            }
            #expect(await flusher(meter).flush())
            #expect(try await sums(keyring) == ["ADDRESS  2", "SCOPES a 2"])
        }
    }
}
