import Domain
import Logging
import Postgres
import Store
import TestSupport
import Testing

@testable import Verification

@Suite("A verifier that holds a lease", .timeLimit(.minutes(5)))
struct LeaseHolderTests {
    @Test("trusts its memory only after it is registered and has read the log")
    func registers() async throws {
        try await withHolder { held in
            #expect(!held.isTrusted)
            try await held.holder.proceed()
            #expect(held.isTrusted)
            #expect(try await held.leases() == ["1 0 0"])
        }
    }

    @Test("loses its trust when it does not renew, and has it again when it does")
    func lapses() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            held.clock.advance(by: .milliseconds(999))
            #expect(held.isTrusted)
            held.clock.advance(by: .milliseconds(1))
            #expect(!held.isTrusted)
            try await held.holder.proceed()
            #expect(held.isTrusted)
            #expect(try await held.leases() == ["1 1 0"])
        }
    }

    @Test("renews when that is due, and only reads the log before")
    func renewsWhenDue() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            held.clock.advance(by: .milliseconds(249))
            try await held.holder.proceed()
            #expect(try await held.leases() == ["1 0 0"])
            held.clock.advance(by: .milliseconds(1))
            try await held.holder.proceed()
            #expect(try await held.leases() == ["1 1 0"])
        }
    }

    @Test("applies what the log tells, and acknowledges it at once")
    func follows() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            let key = ChangedObject.key(ID(bits: 5))
            #expect(held.counts(key, at: 1))
            try await held.log(key, version: 2)
            try await held.holder.proceed()
            #expect(!held.counts(key, at: 1))
            #expect(held.counts(key, at: 2))
            #expect(try await held.leases() == ["1 0 1"])
        }
    }

    @Test("does not trust its memory on a renewal whose log it could not read")
    func needsTheLog() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            held.clock.advance(by: .milliseconds(900))
            try await held.database.run("ALTER TABLE change_log RENAME TO elsewhere")
            await #expect(throws: Failure.self) { try await held.holder.proceed() }
            held.clock.advance(by: .milliseconds(100))
            #expect(!held.isTrusted)
            #expect(try await held.leases() == ["1 1 0"])
            try await held.database.run("ALTER TABLE elsewhere RENAME TO change_log")
            held.clock.advance(by: .milliseconds(250))
            try await held.holder.proceed()
            #expect(held.isTrusted)
        }
    }

    @Test("applies what loosens when its next renewal is due, so within a quarter of a second")
    func followsWhatLoosens() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            let key = ChangedObject.key(ID(bits: 5))
            try await held.log(key, version: 2, tightens: false)
            held.clock.advance(by: .milliseconds(250))
            try await held.holder.proceed()
            #expect(!held.counts(key, at: 1))
        }
    }

    @Test("trusts its memory only with all that was committed while it was being renewed")
    func knowsWhatCameMeanwhile() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            held.clock.advance(by: .seconds(2))
            let key = ChangedObject.key(ID(bits: 5))
            try await held.renew(whileLocked: "LOCK TABLE leases IN SHARE MODE", of: "leases") {
                try await held.log(key, version: 2)
                #expect(held.counts(key, at: 1))
                #expect(!held.isTrusted)
            }
            #expect(held.isTrusted)
            #expect(!held.counts(key, at: 1))
            #expect(try await held.leases() == ["1 1 1"])
        }
    }

    @Test("reads the log only when others can see its renewal, and trusts its memory only then")
    func readsAfterTheCommit() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            held.clock.advance(by: .seconds(2))
            try await held.renew(whileLocked: "LOCK TABLE change_log IN ACCESS EXCLUSIVE MODE", of: "change_log") {
                let leases = try await held.leases()
                #expect(leases == ["1 1 0"])
                #expect(!held.isTrusted)
            }
            #expect(held.isTrusted)
        }
    }

    @Test("that finds another run of the server trusts nothing that it remembers, and registers anew")
    func serverRestarts() async throws {
        try await withOwnServer { database, server in
            try await withHolder(on: database) { held in
                try await held.holder.proceed()
                let before = try await held.store.readLeases { try $0.board() }
                let kid = try await held.remember()
                await server.stop()
                try await server.start()
                try await eventually("it sees the new run") {
                    _ = try? await held.holder.proceed()
                    return held.memory.cache.find(kid) == nil
                }
                #expect(!held.isTrusted)
                try await held.holder.proceed()
                #expect(held.isTrusted)
                let after = try await held.store.readLeases { try $0.board() }
                #expect(after.leases.count == 1)
                #expect(after.leases.first?.verifier != before.leases.first?.verifier)
                #expect(after.head.server != before.head.server)
            }
        }
    }

    @Test("whose lease was ended forgets everything and registers anew")
    func registersAnew() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            let kid = try await held.remember()
            try await held.database.run("DELETE FROM leases")
            held.clock.advance(by: .milliseconds(250))
            try await held.holder.proceed()
            #expect(held.memory.cache.find(kid) == nil)
            #expect(held.isTrusted)
            #expect(try await held.leases() == ["1 0 0"])
        }
    }

    @Test("forgets everything when the log is not all there any more")
    func noticesGaps() async throws {
        try await withHolder { held in
            try await held.holder.proceed()
            let kid = try await held.remember()
            try await held.log(.key(ID(bits: 5)), version: 2)
            try await held.log(.key(ID(bits: 6)), version: 2)
            try await held.database.run("DELETE FROM change_log WHERE n = 1")
            try await held.holder.proceed()
            #expect(held.memory.cache.find(kid) == nil)
            #expect(try await held.leases() == ["1 0 2"])
        }
    }

    @Test("ends its lease when it ends, so that nobody waits for it")
    func endsItsLease() async throws {
        try await withHolder { held in
            let keeper = LeaseKeeper(memory: held.memory, database: held.store, logger: .silent)
            try await running(keeper) {
                try await eventually("a lease is held") { held.isTrusted }
                #expect(try await held.leases().count == 1)
            }
            #expect(try await held.leases() == [])
            #expect(!held.isTrusted)
        }
    }

    @Test("hears of a change that tightens at once, not only at its next renewal")
    func hears() async throws {
        try await withHolder { held in
            let timing = LeaseTiming(renewal: .seconds(600), trust: .seconds(3600))
            let keeper = LeaseKeeper(memory: held.memory, database: held.store, timing: timing, logger: .silent)
            try await running(keeper) {
                try await eventually("a lease is held") { held.isTrusted }
                try await eventually("it listens") { try await held.isListening() }
                try await held.log(.key(ID(bits: 5)), version: 2)
                try await eventually("it is acknowledged") { try await held.leases() == ["1 0 1"] }
            }
        }
    }

    @Test("counts the others that renew theirs, ends those that have not for a minute, and forgets what all know")
    func looksAtOthers() async throws {
        try await withHolder { held in
            try await held.database.run("INSERT INTO leases VALUES (\(ID<VerifierInstance>(bits: 1)), 0, 1)")
            try await held.log(.key(ID(bits: 5)), version: 2)
            for generation in 1...3 {
                try await held.database.run("UPDATE leases SET generation = \(generation) WHERE acknowledged = 1")
                held.clock.advance(by: .seconds(1))
                try await held.holder.proceed()
            }
            #expect(held.memory.lease.liveVerifiers == 2)
            #expect(try await held.database.strings("SELECT count(*) FROM change_log") == ["0"])
            for _ in 1...2 {
                held.clock.advance(by: .seconds(1))
                try await held.holder.proceed()
            }
            #expect(held.memory.lease.liveVerifiers == 1)
            #expect(try await held.leases().count == 2)
            held.clock.advance(by: .seconds(61))
            try await held.holder.proceed()
            #expect(try await held.leases().count == 1)
        }
    }
}

/// A verifier's lease on a database of its own, by a clock that stands still until it is moved.
private struct Held: Sendable {
    let database: TestDatabase
    let store: Database
    let memory: KeyMemory
    let holder: LeaseHolder
    let clock: StandingClock

    var isTrusted: Bool { memory.lease.isTrusted(at: clock.now) }

    /// Whether what was read at the version counts.
    func counts(_ object: ChangedObject, at version: Int64) -> Bool {
        guard case .key(let id) = object else { return false }
        return memory.cache.admit(.of(id, at: version), readAt: clock.now, isKept: false, usage: .unread) != nil
    }

    func remember() async throws -> Kid {
        let found = KeySnapshot.of(ID(bits: 77), at: 1)
        _ = memory.cache.admit(found, readAt: clock.now, isKept: true, usage: .unread)
        #expect(memory.cache.find(found.key.kid) != nil)
        return found.key.kid
    }

    /// As a change does it.
    func log(_ object: ChangedObject, version: Int64, tightens: Bool = true) async throws {
        try await store.onTenant(ID(bits: 9)) { $0.announce(object, version: version, tightens: tightens) }
    }

    /// Renews, and does something while the renewal stands before a table that is locked.
    func renew(whileLocked lock: Query, of table: String, _ meanwhile: () async throws -> Void) async throws {
        let renewal = try await database.owner.withTransaction { transaction in
            try await transaction.execute(lock)
            let renewal = Task { try await holder.renew() }
            try await eventually("the renewal stands") {
                try await database.strings(
                    "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '\(table)'::regclass"
                ).isEmpty == false
            }
            try await meanwhile()
            return renewal
        }
        try await renewal.value
    }

    /// `verifiers generation acknowledged`.
    func leases() async throws -> [String] {
        try await database.strings("SELECT '1 ' || generation || ' ' || acknowledged FROM leases ORDER BY id")
    }

    func isListening() async throws -> Bool {
        try await database.strings("SELECT query FROM pg_stat_activity WHERE query LIKE 'LISTEN%'").isEmpty == false
    }
}

private func withHolder(_ body: (Held) async throws -> Void) async throws {
    try await withDatabase { database in try await withHolder(on: database, body) }
}

private func withHolder(on database: TestDatabase, _ body: (Held) async throws -> Void) async throws {
    let pool = Pool(configuration: try PostgresConfiguration(database.url), logger: .silent)
    let clock = StandingClock()
    let memory = KeyMemory(clock: clock.monotonic)
    let store = Database(pool: pool)
    let held = Held(
        database: database,
        store: store,
        memory: memory,
        holder: LeaseHolder(memory: memory, database: store, timing: LeaseTiming()),
        clock: clock
    )
    do {
        try await body(held)
    } catch {
        await pool.close()
        throw error
    }
    await pool.close()
}
