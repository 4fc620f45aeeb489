import Domain
import Operations
import Postgres
import Store
import Synchronization
import Testing
import TestSupport

@Suite("The trail of a tenant that everybody changes at once")
struct ConcurrentChangesTests {
    private static let writers = 32
    private static let rounds = 6

    @Test("is whole and without gaps, with one row for each change and none for those that failed")
    func everything() async throws {
        try await withStage(poolSize: 24) { stage in
            let tenant = try await stage.makeTenant(keyLimit: 60)
            let scope = try await ReadPolicy(platform: stage.platform)(of: tenant, call: stage.staff).value.scopes[0]
                .name
            let done = Done()
            let sweeper = Task {
                while !Task.isCancelled, !done.isOver {
                    _ = try await NoteExpiringKeys(platform: stage.platform, batch: 3)(in: tenant)
                    _ = try await ExpireKeys(platform: stage.platform, batch: 3)(in: tenant)
                    try await WriteCountedEvents(platform: stage.platform)()
                }
            }
            defer { sweeper.cancel() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<Self.writers {
                    group.addTask {
                        for round in 0..<Self.rounds {
                            try await change(stage, tenant, scope, "\(writer)-\(round)", done)
                        }
                    }
                }
                try await group.waitForAll()
            }
            done.finish()
            _ = await sweeper.result
            // Whatever was left when the sweeps were cut off.
            while try await NoteExpiringKeys(platform: stage.platform)(in: tenant) > 0 {}
            try await eventually("all keys have expired or are revoked") {
                _ = try await ExpireKeys(platform: stage.platform)(in: tenant)
                let open = "SELECT count(*) FROM keys WHERE revoked_at IS NULL AND expired_at IS NULL"
                return try await stage.database.strings(open) == ["0"]
            }
            try await WriteCountedEvents(platform: stage.platform)()
            try await expectWhole(stage, tenant, done)
        }
    }

    /// A life of a key beside others', of which some is refused.
    private func change(_ stage: Stage, _ tenant: ID<Tenant>, _ scope: String, _ name: String, _ done: Done)
        async throws
    {
        let (platform, call) = (stage.platform, stage.staff)
        let end = (SystemClock.now() + .seconds(8)).description
        let made = try await done.attempt("key.create", or: .keyLimitReached) {
            try await CreateKey(platform: platform)(
                { KeyDraft(name: "key \(name)", scopes: [scope], expiry: ExpiryDraft(expiresAt: end)) },
                in: tenant,
                call: call
            ).outcome.view.key.id
        }
        try await done.attempt("group.manage") {
            try await CreateGroup(platform: platform)(
                { GroupDraft(name: "group \(name)", type: "TENANT_API_KEY", scopes: [scope]) },
                in: tenant,
                call: call
            )
        }
        try await done.attempt("group.manage", or: .validationFailed) {
            try await CreateGroup(platform: platform)({ GroupDraft(name: "") }, in: tenant, call: call)
        }
        try await done.attempt("tenant.update") {
            try await EditTenant(platform: platform)(
                tenant,
                { .init(name: try DisplayName(validating: "Named \(name)"), expectedVersion: .any) },
                call: call
            )
        }
        // Nobody is signed in by this, and it is counted.
        do {
            _ = try await SignIn(platform: platform)(
                email: EmailAddress(validating: "staff@platform.example"),
                password: Sensitive("wrong"),
                from: SignInClient(address: IPAddress(name.hasSuffix("0") ? "192.0.2.1" : "192.0.2.2"))
            )
            Issue.record("signed in")
        } catch let failure as Failure where failure.code != .unavailable {
            done.refuse()
        } catch is Failure {
            // Too many at once: nothing was guessed.
        }
        guard let key = made else { return }
        try await done.attempt("key.rotate", or: .conflict) {
            try await RotateKey(platform: platform)(key, { .init(draft: RotationDraft()) }, in: tenant, call: call)
        }
        try await done.attempt("key.disable", or: .conflict) {
            try await DisableKey(platform: platform)(key, ifMatch: { nil }, in: tenant, call: call)
        }
        // One in six is left to expire.
        if !name.hasSuffix("-0") {
            try await done.attempt("key.revoke") {
                let input = RevokeKey.Input(reason: nil, compromised: false)
                return try await RevokeKey(platform: platform)(key, { input }, in: tenant, call: call)
            }
        }
    }

    private func expectWhole(_ stage: Stage, _ tenant: ID<Tenant>, _ done: Done) async throws {
        for trail in [tenant, .platform] {
            let rows = try await stage.database.owner.query(
                "SELECT seq, row, hash FROM audit_events WHERE tenant_id = \(trail) ORDER BY seq"
            )
            var chain = AuditChain.Verifier()
            chain.follow(
                try rows.map { row in
                    AuditChain.Link(
                        sequence: try row.decode("seq"),
                        row: try row.decode("row"),
                        hash: try row.decode("hash", as: Bytes.self).bytes
                    )
                }
            )
            #expect(chain.firstBad == nil)
            #expect(chain.events == rows.count)
        }
        for (action, count) in done.counts {
            let rows = try await stage.database.owner.query(
                "SELECT count(*) AS rows FROM audit_events WHERE tenant_id = \(tenant) AND action = \(action)"
            )[0]
            #expect(try rows.decode("rows", as: Int64.self) == Int64(count), "\(action)")
        }
        let facts = try await stage.database.strings(
            """
            SELECT concat_ws(' ', (SELECT count(*) FROM audit_events WHERE action = 'key.expire') = count(expired_at),
                (SELECT count(*) FROM audit_events WHERE action = 'key.expiring') = count(expiring_told_at),
                count(expiring_told_at) > 0, count(*) = (SELECT total_keys FROM tenant_state WHERE total_keys > 0))
            FROM keys
            """
        )
        #expect(facts == ["t t t t"])
        let refused = try await stage.database.strings(
            """
            SELECT coalesce(sum((row::jsonb #>> '{after,count}')::int), 0) FROM audit_events
            WHERE action IN ('session.refused', 'events.overflow')
            """
        )
        #expect(refused == ["\(done.refused)"])
        #expect(done.refused > 0)
        #expect(done.counts.values.reduce(0, +) > 500)
    }
}

/// How often each kind of change was done.
private final class Done: Sendable {
    private let done = Mutex<[String: Int]>([:])

    private let refusals = Atomic(0)
    private let over = Atomic(false)

    var counts: [String: Int] { done.withLock { $0 } }
    var refused: Int { refusals.load(ordering: .relaxed) }
    var isOver: Bool { over.load(ordering: .relaxed) }

    func refuse() { refusals.add(1, ordering: .relaxed) }
    func finish() { over.store(true, ordering: .relaxed) }

    /// - Parameter refusal: what may be answered instead.
    @discardableResult
    func attempt<Result>(
        _ action: String,
        or refusal: Failure.Code? = nil,
        _ change: () async throws -> Result
    ) async throws -> Result? {
        do {
            let result = try await change()
            done.withLock { $0[action, default: 0] += 1 }
            return result
        } catch let failure as Failure where failure.code == refusal {
            return nil
        }
    }
}
