import Domain
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Operations
@testable import Store

@Suite("A receipt", .timeLimit(.minutes(5)))
struct ReceiptsTests {
    /// As in service, but given up later.
    private static func receipts(
        patience: Duration = .seconds(60),
        lapse: Duration = .milliseconds(1300),
        settling: Duration = .zero
    ) -> (Database) -> Receipts {
        { database in
            var timing = Receipts.Timing()
            timing.patience = patience
            timing.lapse = lapse
            timing.settling = settling
            return Receipts(database: database, timing: timing)
        }
    }

    @Test("is there at once when no verifier keeps keys in memory")
    func nobody() async throws {
        try await withStage { stage in
            let receipt = try await stage.revokeAKey()
            #expect(receipt.verifiers == 0)
        }
    }

    @Test("waits until each verifier has acknowledged the change")
    func acknowledged() async throws {
        try await withStage(receipts: Self.receipts()) { stage in
            let verifiers = try await stage.register(2)
            let receipt = try await stage.following(verifiers) { try await stage.revokeAKey() }
            #expect(receipt.verifiers == 2)
            #expect(receipt.acknowledged == 2)
            #expect(receipt.lapsed == 0)
        }
    }

    @Test("counts a verifier out whose lease has stood still for longer than it is trusted, and ends that lease")
    func lapsed() async throws {
        try await withStage(receipts: Self.receipts()) { stage in
            let verifiers = try await stage.register(2)
            let receipt = try await stage.following([verifiers[0]]) { try await stage.revokeAKey() }
            #expect(receipt.acknowledged == 1)
            #expect(receipt.lapsed == 1)
            #expect(receipt.took >= .milliseconds(1300))
            #expect(try await stage.leases() == [verifiers[0].uuidText])
        }
    }

    @Test("does not count a verifier out that renews, however long it says nothing")
    func renews() async throws {
        try await withStage(receipts: Self.receipts(patience: .seconds(3))) { stage in
            let verifier = try await stage.register(1)[0]
            let failure = await #expect(throws: Failure.self) {
                try await stage.renewing(verifier) { _ = try await stage.revokeAKey() }
            }
            #expect(failure?.code == .receiptUnknown)
            #expect(try await stage.leases() == [verifier.uuidText])
            #expect(try await stage.database.strings("SELECT count(*) FROM keys WHERE revoked_at IS NOT NULL") == ["1"])
        }
    }

    @Test(
        "that could not be completed is waited for again by whoever sends the change again, which changes nothing more"
    )
    func again() async throws {
        try await withStage(receipts: Self.receipts(patience: .seconds(2))) { stage in
            let verifier = try await stage.register(1)[0]
            let tenant = try await stage.makeTenant()
            let key = try await stage.makeKey(in: tenant)
            await #expect(throws: Failure.self) {
                try await stage.renewing(verifier) { _ = try await stage.revoke(key, of: tenant) }
            }
            let receipt = try await stage.following([verifier]) { try await stage.revoke(key, of: tenant) }
            #expect(receipt.acknowledged == 1)
            #expect(try await stage.database.strings("SELECT n FROM change_head") == ["1"])
        }
    }

    @Test("is not complete before a server that is new to us has run for a lease")
    func newServer() async throws {
        let lapse = Duration.seconds(4)
        try await withStage(receipts: Self.receipts(settling: lapse)) { stage in
            let first = try await stage.revokeAKey()
            #expect(first.took >= lapse)
            let second = try await stage.revokeAKey()
            #expect(second.took < lapse)
        }
    }

    @Test("is not gathered from another run of the server than the one that committed the change")
    func otherServer() async throws {
        try await withDatabase { database in
            let pool = Pool(configuration: try PostgresConfiguration(database.url), logger: .silent)
            let store = Database(pool: pool)
            var timing = Receipts.Timing()
            timing.settling = .zero
            timing.patience = .milliseconds(200)
            let receipts = Receipts(database: store, timing: timing)
            let here = try await store.readLeases { try $0.board() }.head
            _ = try await receipts.gather(since: here)
            let elsewhere = LogPoint(number: here.number, server: "another")
            let ahead = LogPoint(number: here.number + 1, server: here.server)
            for point in [elsewhere, ahead] {
                let failure = await #expect(throws: Failure.self) { try await receipts.gather(since: point) }
                #expect(failure?.code == .receiptUnknown)
            }
            await pool.close()
        }
    }

    @Test("another run of the server is a new one, the same is not")
    func serverRuns() {
        let runs = ServerRuns(settling: .seconds(1))
        let now = ContinuousClock.now
        #expect(runs.settles("one", at: now) == now + .seconds(1))
        #expect(runs.settles("one", at: now + .seconds(5)) == now + .seconds(1))
        #expect(runs.settles("two", at: now + .seconds(6)) == now + .seconds(7))
        #expect(runs.settles("two", at: now + .seconds(8)) == now + .seconds(7))
        #expect(runs.settles("one", at: now + .seconds(9)) == now + .seconds(10))
    }

    @Test("what only loosens waits for nobody, and is logged all the same")
    func loosens() async throws {
        let lapse = Duration.seconds(30)
        try await withStage(receipts: Self.receipts(lapse: lapse)) { stage in
            let tenant = try await stage.makeTenant()
            let key = try await stage.makeKey(in: tenant)
            _ = try await DisableKey(platform: stage.platform)(key, ifMatch: { nil }, in: tenant, call: stage.staff)
            _ = try await stage.register(1)
            let enabled = try await EnableKey(platform: stage.platform)(
                key,
                ifMatch: { nil },
                in: tenant,
                call: stage.staff
            )
            #expect(enabled.receipt.verifiers == 0)
            #expect(enabled.receipt.took < lapse)
            #expect(try await stage.database.strings("SELECT object FROM change_log ORDER BY n") == ["KEY", "KEY"])
        }
    }

    @Test("the log has no gaps and is in the order of commits, whatever fails or comes at once")
    func logIsInOrder() async throws {
        try await withStage(poolSize: 8) { stage in
            let tenants = [try await stage.makeTenant(), try await stage.makeTenant()]
            var keys: [(ID<APIKey>, ID<Tenant>)] = []
            for number in 0..<20 {
                let tenant = tenants[number % 2]
                keys.append((try await stage.makeKey(in: tenant), tenant))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (key, tenant) in keys {
                    group.addTask { _ = try await stage.revoke(key, of: tenant) }
                    group.addTask { _ = try? await stage.revoke(ID(bits: 1), of: tenant) }
                }
                try await group.waitForAll()
            }
            let numbers = try await stage.database.strings("SELECT n FROM change_log ORDER BY n").compactMap(Int.init)
            #expect(numbers == Array(1...20))
            let disorder = """
                SELECT count(*) FROM change_log a JOIN change_log b
                ON a.tenant_id = b.tenant_id AND a.n < b.n AND a.version >= b.version
                """
            #expect(try await stage.database.strings(disorder) == ["0"])
            let unlike = """
                SELECT count(*) FROM change_log c LEFT JOIN audit_events e
                ON e.tenant_id = c.tenant_id AND e.seq = c.version AND e.action = 'key.revoke'
                WHERE e.seq IS NULL
                """
            #expect(try await stage.database.strings(unlike) == ["0"])
        }
    }

    @Test("this process's own verifier is told before the answer, of all that verdicts depend on")
    func tells() async throws {
        let told = Mutex<[VerdictChange]>([])
        try await withDatabase { database in
            let pool = Pool(configuration: try PostgresConfiguration(database.url), logger: .silent)
            let store = Database(pool: pool)
            let platform = Platform(
                database: store,
                peppers: try .test,
                passwords: PasswordHasher(cost: cheap),
                receipts: .onKnownServer(store),
                tell: { changes in told.withLock { $0 += changes } }
            )
            let stage = try await Stage.make(database, pool, platform)
            let tenant = try await stage.makeTenant()
            let key = try await stage.makeKey(in: tenant)
            _ = try await stage.revoke(key, of: tenant)
            let input = SuspendTenant.Input(reason: nil, expectedVersion: nil)
            _ = try await SuspendTenant(platform: platform)(tenant, { input }, call: stage.staff)
            _ = try await ResumeTenant(platform: platform)(tenant, ifMatch: { nil }, call: stage.staff)
            await pool.close()
            #expect(told.withLock { $0 }.map(\.object) == [.key(key), .tenant(tenant), .tenant(tenant)])
        }
    }
}

extension Stage {
    fileprivate func revokeAKey() async throws -> Receipt {
        let tenant = try await makeTenant()
        return try await revoke(makeKey(in: tenant), of: tenant)
    }

    fileprivate func revoke(_ key: ID<APIKey>, of tenant: ID<Tenant>) async throws -> Receipt {
        let input = RevokeKey.Input(reason: nil, compromised: false)
        return try await RevokeKey(platform: platform)(key, { input }, in: tenant, call: staff).receipt
    }

    fileprivate func leases() async throws -> [String] {
        try await database.strings("SELECT id FROM leases")
    }

    /// Verifiers of which there is no more than their leases.
    fileprivate func register(_ count: Int) async throws -> [ID<VerifierInstance>] {
        let verifiers = (1...count).map { ID<VerifierInstance>(bits: UInt128($0)) }
        for verifier in verifiers { try await Database(pool: pool).writeLeases { $0.register(verifier) } }
        return verifiers
    }

    /// While the body runs, these verifiers acknowledge what is logged.
    fileprivate func following<Result: Sendable>(
        _ verifiers: [ID<VerifierInstance>],
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await beside(body) {
            try await database.run(
                "UPDATE leases SET acknowledged = (SELECT n FROM change_head) WHERE id = ANY(\(verifiers))"
            )
        }
    }

    /// While the body runs, this verifier renews its lease, and hears of nothing.
    fileprivate func renewing(
        _ verifier: ID<VerifierInstance>,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await beside(body) {
            try await database.run("UPDATE leases SET generation = generation + 1 WHERE id = \(verifier)")
        }
    }

    private func beside<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result,
        _ again: @escaping @Sendable () async throws -> Void
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    try await again()
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }
}

extension ID {
    fileprivate var uuidText: String {
        let hex = Array(Hex.encode(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }
}
