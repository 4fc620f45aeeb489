import Domain
import Logging
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@testable import Verification

@Suite("Reading keys for checks", .timeLimit(.minutes(5)))
struct KeyFillsTests {
    @Test("those who ask for a key at the same time are answered by few readings")
    func coalesces() async throws {
        try await withFills { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            let found = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 { group.addTask { try await bench.fills.find(key.string.kid).key != nil } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(found == 200)
            #expect(bench.readings < 100)
        }
    }

    @Test(
        "a key that was read under a trusted lease is kept; one that was read without is not, and a kid of nobody never"
    )
    func keepsWhatItMay() async throws {
        try await withFills { bench in
            let owner = try await bench.keyring.insertTenant()
            let key = try await bench.keyring.insertKey(of: owner)
            let nobodys = KeyString.mint(prefix: "sk", environment: .live, route: owner.route, using: .system)
            _ = try await bench.fills.find(key.string.kid)
            #expect(bench.memory.cache.find(key.string.kid) == nil)
            bench.memory.trust()
            _ = try await bench.fills.find(key.string.kid)
            #expect(bench.memory.cache.find(key.string.kid) != nil)
            let finding = try await bench.fills.find(nobodys.kid)
            #expect(finding.key == nil)
            #expect(bench.memory.cache.count == 1)
        }
    }

    @Test("a reading that a change overtook is thrown away, and the key is read again")
    func throwsAwayWhatIsOld() async throws {
        try await withFills { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            // From here on the route is known, and a reading is one statement with one snapshot.
            _ = try await bench.fills.find(key.string.kid)
            bench.memory.trust()
            let (finding, _) = try await bench.whileItIsRead(key.string.kid) {
                // The reading has its snapshot, and stands.
                try await bench.keyring.database.run("UPDATE tenant_state SET audit_seq = audit_seq + 1")
                try await bench.keyring.database.run("UPDATE keys SET revoked_at = now()")
                bench.memory.apply([VerdictChange(.key(key.id), version: 1)])
            }
            #expect(finding.key?.facts.revokedAt != nil)
            #expect(bench.memory.cache.find(key.string.kid)?.facts.revokedAt != nil)
            #expect(bench.readings == 3)
        }
    }

    @Test(
        "who comes while a key is being read shares the answer as long as the lease is trusted, else is read for anew"
    )
    func lateComers() async throws {
        for isBroken in [false, true] {
            try await withFills { bench in
                bench.memory.trust()
                let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
                let (_, late) = try await bench.whileItIsRead(key.string.kid) {
                    let late = Task { try await bench.fills.find(key.string.kid) }
                    try await eventually("both wait") { bench.fills.waiting == 2 }
                    if isBroken { bench.memory.lease.forfeit() }
                    return late
                }
                #expect(try await late.value.key != nil)
                #expect(bench.readings == (isBroken ? 2 : 1))
            }
        }
    }

    @Test("who comes while a kid of nobody is being read is not told that it is nobody's: it may have been made since")
    func newKeys() async throws {
        try await withFills { bench in
            bench.memory.trust()
            let owner = try await bench.keyring.insertTenant()
            let other = try await bench.keyring.insertKey(of: owner)
            try await bench.keyring.database.run("DELETE FROM key_secrets")
            let (first, late) = try await bench.whileItIsRead(other.string.kid) {
                let late = Task { try await bench.fills.find(other.string.kid) }
                try await eventually("both wait") { bench.fills.waiting == 2 }
                return late
            }
            #expect(first.key == nil)
            _ = try await late.value
            #expect(bench.readings == 2)
        }
    }

    @Test("only so many wait; the others are refused at once, and those that wait are answered")
    func isBounded() async throws {
        var limits = KeyFills.Limits()
        limits.waiting = 3
        try await withFills(limits) { bench in
            let key = try await bench.keyring.insertKey(of: bench.keyring.insertTenant())
            let (_, waiting) = try await bench.whileItIsRead(key.string.kid) {
                let waiting = (0..<2).map { _ in Task { try await bench.fills.find(key.string.kid) } }
                try await eventually("three wait") { bench.fills.waiting == 3 }
                let refusal = await #expect(throws: Failure.self) { try await bench.fills.find(key.string.kid) }
                #expect(refusal?.code == .unavailable)
                #expect(refusal?.retryAfter != nil)
                return waiting
            }
            for task in waiting { #expect(try await task.value.key != nil) }
            #expect(bench.fills.waiting == 0)
        }
    }

    @Test("while the database is away every check is told so, and none waits for ever")
    func databaseAway() async throws {
        let pool = try unreachablePool()
        let memory = KeyMemory()
        let fills = KeyFills(
            memory: memory,
            reader: KeyReader(Database(pool: pool), clock: memory.clock),
            meter: UsageMeter()
        )
        let kid = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system).kid
        for _ in 1...3 {
            let refusal = await #expect(throws: Failure.self) { try await fills.find(kid) }
            #expect(refusal?.code == .unavailable)
        }
        #expect(fills.waiting == 0)
        await pool.close()
    }
}

private struct FillBench: Sendable {
    let keyring: Keyring
    let memory: KeyMemory
    let fills: KeyFills
    let pool: Pool

    var readings: Int { fills.figures.readings.load(ordering: .relaxed) }

    /// Does something while the key has been asked for and the answer is held back.
    func whileItIsRead<Done: Sendable>(
        _ kid: Kid,
        _ meanwhile: () async throws -> Done
    ) async throws -> (first: KeyFinding, done: Done) {
        let (task, done) = try await keyring.database.owner.withTransaction { lock in
            try await lock.execute("LOCK TABLE key_secrets IN ACCESS EXCLUSIVE MODE")
            let task = Task { try await fills.find(kid) }
            try await eventually("the reading stands") {
                try await keyring.database.strings(
                    "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'key_secrets'::regclass"
                ).isEmpty == false
            }
            return (task, try await meanwhile())
        }
        return (try await task.value, done)
    }
}

private func withFills(
    _ limits: KeyFills.Limits = KeyFills.Limits(),
    _ body: (FillBench) async throws -> Void
) async throws {
    try await withDatabase { database in
        var configuration = try PostgresConfiguration(database.url)
        configuration.poolSize = 4
        let pool = Pool(configuration: configuration, logger: .silent)
        let memory = KeyMemory()
        let reader = KeyReader(Database(pool: pool), clock: memory.clock)
        let bench = FillBench(
            keyring: Keyring(database: database),
            memory: memory,
            fills: KeyFills(memory: memory, reader: reader, meter: UsageMeter(), limits: limits),
            pool: pool
        )
        do {
            try await body(bench)
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }
}
