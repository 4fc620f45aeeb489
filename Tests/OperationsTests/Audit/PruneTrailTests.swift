import Domain
import Operations
import Postgres
import Store
import TestSupport
import Testing

@Suite("Pruning a trail")
struct PruneTrailTests {
    @Test("takes what is older in batches, is itself in the trail, and leaves what verifies")
    func prunes() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant(keyLimit: 50)
            // Ten rows: the tenant, its keys, and that staff read its policy to make them.
            for _ in 0..<8 { _ = try await stage.makeKey(in: tenant) }
            try await SignTrail(platform: stage.platform)(of: tenant)
            let prune = PruneTrail(platform: stage.platform, batch: 2)
            #expect(try await prune(of: tenant, before: Instant(microseconds: 0)) == 0)
            var told: [Int64] = []
            let deleted = try await prune(of: tenant, before: .writable.upperBound) { done, all in
                told.append(done)
                #expect(all == 10)
            }
            #expect(deleted == 10)
            #expect(told == [2, 4, 6, 8, 10])
            let verdict = try await VerifyTrail(platform: stage.platform)(withoutAsking: tenant)
            #expect(verdict.finding == nil)
            #expect(verdict.checkedFrom == 11)
            #expect(verdict.events == 1)
            let rows = try await stage.database.strings("SELECT row FROM audit_events WHERE action = 'audit.prune'")
            #expect(rows.count == 1)
            #expect(rows[0].contains(#""actor":null"#) && rows[0].contains(#""before":{"first_seq":1}"#), "\(rows)")
            // Nothing of the loan of rights is left.
            let grants = try await stage.database.strings(
                """
                SELECT privilege_type FROM information_schema.table_privileges
                WHERE table_name LIKE 'audit%' AND grantee = 'latchkey_app' AND privilege_type NOT IN ('SELECT', 'INSERT')
                """
            )
            #expect(grants == [])
            _ = try await stage.makeKey(in: tenant)
            #expect(try await VerifyTrail(platform: stage.platform)(withoutAsking: tenant).finding == nil)
        }
    }

    @Test("what was pruned and signed outlives the pepper's rotation, once the sweep has signed it anew")
    func rotation() async throws {
        try await withStage { stage in
            let platform = { (peppers: String) in
                Platform(database: Database(pool: stage.pool), peppers: try Peppers(parsing: peppers))
            }
            let (one, two) = (
                Base64.encode([UInt8](repeating: 1, count: 32)), Base64.encode([UInt8](repeating: 2, count: 32))
            )
            let (old, both, new) = (
                try platform("1:" + one), try platform("2:\(two),1:\(one)"), try platform("2:" + two)
            )
            let tenant = try await stage.makeTenant(keyLimit: 50)
            for _ in 0..<5 { _ = try await stage.makeKey(in: tenant) }
            try await SignTrail(platform: old)(of: tenant)
            // The tenant, its policy as staff read it, five keys.
            #expect(try await PruneTrail(platform: old)(of: tenant, before: .writable.upperBound) == 7)
            try await SignTrail(platform: old)(of: tenant)
            #expect(try await FindUnsignedTrails(platform: old)(except: []).contains(tenant) == false)
            let reason = { (platform: Platform) in
                try await VerifyTrail(platform: platform)(withoutAsking: tenant).finding?.reason
            }
            #expect(try await reason(new) == .signerUnknown)
            // Too soon, and what cannot be checked is not signed.
            #expect(try await SignTrail(platform: new)(of: tenant)?.reason == .signerUnknown)
            #expect(try await FindUnsignedTrails(platform: both)(except: []).contains(tenant))
            #expect(try await SignTrail(platform: both)(of: tenant) == nil)
            #expect(try await FindUnsignedTrails(platform: both)(except: []).contains(tenant) == false)
            for platform in [old, both, new] {
                #expect(try await VerifyTrail(platform: platform)(withoutAsking: tenant).finding == nil)
            }
            let verdict = try await VerifyTrail(platform: new)(withoutAsking: tenant)
            #expect(verdict.unknownSigners == 2 && verdict.signed?.sequence == 8)
            _ = try await stage.makeKey(in: tenant)
            try await SignTrail(platform: new)(of: tenant)
            #expect(try await reason(new) == nil)
        }
    }

    @Test("leaves a trail alone that does not fit up to there")
    func broken() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant()
            for _ in 0..<3 { _ = try await stage.makeKey(in: tenant) }
            try await stage.database.run("UPDATE audit_events SET object = 'x' WHERE tenant_id = \(tenant) AND seq = 3")
            let failure = await #expect(throws: Failure.self) {
                try await PruneTrail(platform: stage.platform)(of: tenant, before: .writable.upperBound)
            }
            #expect(failure?.detail.contains("Row 3") == true)
            #expect(try await stage.database.strings("SELECT count(*) FROM audit_events WHERE object = 'x'") == ["1"])
        }
    }
}
