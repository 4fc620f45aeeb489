import Domain
import Operations
import Postgres
import Store
import Testing
import TestSupport

@Suite("The audit chain")
struct AuditChainTests {
    @Test("stays whole, and the limit exact, under 32 concurrent creations and as many revocations")
    func concurrency() async throws {
        try await withStage(poolSize: 8) { stage in
            let tenant = try await stage.makeTenant(keyLimit: 40)
            let first = try await concurrently(32) { try await stage.makeKey(in: tenant, name: "key \($0)") }
            #expect(first.count == 32)
            // 32 revocations among 32 more creations, of which the limit may refuse some.
            async let revoked = concurrently(32) { number in
                try await RevokeKey(platform: stage.platform)(
                    first[number],
                    { .init(reason: "test", compromised: false) },
                    in: tenant,
                    call: stage.staff
                ).answered.outcome.view.status
            }
            async let created = concurrently(32) { number -> ID<APIKey>? in
                do {
                    return try await stage.makeKey(in: tenant, name: "later \(number)")
                } catch let failure as Failure where failure.code == .keyLimitReached {
                    return nil
                }
            }
            let (statuses, later) = (try await revoked, try await created.compactMap { $0 })
            #expect(statuses == Array(repeating: .revoked, count: 32))
            try await expectWhole(stage, tenant, events: 1 + 32 + 32 + later.count)
            let counts = try await stage.database.strings(
                """
                SELECT open_keys || ' ' || (SELECT count(*) FROM keys k WHERE k.tenant_id = s.tenant_id AND revoked_at IS NULL)
                FROM tenant_state s WHERE open_keys > 0
                """
            )
            #expect(counts == ["\(later.count) \(later.count)"])
        }
    }

    @Test("has a row for each change and none for what was refused")
    func refusals() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant(keyLimit: 1)
            _ = try await stage.makeKey(in: tenant)
            await #expect(throws: Failure.self) { try await stage.makeKey(in: tenant) }
            await #expect(throws: Failure.self) {
                try await RevokeKey(platform: stage.platform)(
                    ID(bits: 1),
                    { .init(reason: nil, compromised: false) },
                    in: tenant,
                    call: stage.staff
                )
            }
            try await expectWhole(stage, tenant, events: 2)
        }
    }

    @Test("of the platform itself is whole from its first row, which the stage's staff are")
    func platform() async throws {
        try await withStage { stage in
            let events = try await stage.database.strings(
                "SELECT count(*) FROM audit_events WHERE tenant_id = '00000000-0000-7000-8000-000000000000'"
            )
            #expect(events != ["0"])
            try await expectWhole(stage, .platform, events: try #require(Int(events[0])))
        }
    }

    @Test("is broken by a row that was changed behind its back")
    func tampering() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            for _ in 0..<3 { _ = try await stage.makeKey(in: tenant) }
            try await expectWhole(stage, tenant, events: 4)
            try await stage.database.run(
                "UPDATE audit_events SET row = replace(row, 'key.create', 'key.update') WHERE tenant_id = \(tenant) AND seq = 3"
            )
            #expect(try await chain(stage, tenant).firstBad == 3)
        }
    }

    @Test("holds no secret")
    func secrets() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            let scopes = try await ReadPolicy(platform: stage.platform)(of: tenant, call: stage.staff).value.scopes.map(
                \.name
            )
            let key = try await CreateKey(platform: stage.platform)(
                { KeyDraft(name: "key", scopes: scopes) },
                in: tenant,
                call: stage.staff
            ).outcome
            let rows = try await stage.database.strings("SELECT row FROM audit_events WHERE action = 'key.create'")
            let secret = String(key.secret.whole.expose().suffix(49))
            #expect(rows.count == 1)
            #expect(!rows[0].contains(secret))
            #expect(rows[0].contains(key.secret.kid.description))
        }
    }

    private func expectWhole(_ stage: Stage, _ tenant: ID<Tenant>, events: Int) async throws {
        let chain = try await chain(stage, tenant)
        #expect(chain.firstBad == nil)
        // Staff's reading leaves rows beside the changes.
        let reads = try await stage.database.owner.query(
            "SELECT count(*) AS reads FROM audit_events WHERE tenant_id = \(tenant) AND action = 'staff.read'"
        )[0]
        let all = Int64(events) + (tenant == .platform ? 0 : try reads.decode("reads", as: Int64.self))
        #expect(chain.events == all)
        let state = try await stage.database.owner.query(
            "SELECT audit_seq, audit_head FROM tenant_state WHERE tenant_id = \(tenant)"
        )[0]
        #expect(try state.decode("audit_seq", as: Int64.self) == all)
        #expect(try state.decode("audit_head", as: Bytes.self).bytes == chain.head)
    }

    private func chain(_ stage: Stage, _ tenant: ID<Tenant>) async throws -> AuditChain.Verifier {
        let rows = try await stage.database.owner.query(
            "SELECT seq, row, hash FROM audit_events WHERE tenant_id = \(tenant) ORDER BY seq"
        )
        var verifier = AuditChain.Verifier()
        verifier.follow(
            try rows.map { row in
                AuditChain.Link(
                    sequence: try row.decode("seq"),
                    row: try row.decode("row"),
                    hash: try row.decode("hash", as: Bytes.self).bytes
                )
            }
        )
        return verifier
    }

    private func concurrently<Result: Sendable>(
        _ count: Int,
        _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: Result.self) { group in
            for number in 0..<count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
