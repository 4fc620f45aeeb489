import Domain
import Postgres
import Store
import Testing
import TestSupport

@Suite("Throwing old answers away")
struct DeleteAnswersTests {
    @Test("neither waits for one that somebody has claimed, nor takes it from them")
    func claimed() async throws {
        try await withTwoTenants { tenants in
            let (database, owner) = (Database(pool: tenants.pool), tenants.owner)
            let kept = SealedAnswer(createdAt: TwoTenants.farAhead, pepperID: 1, bodyMAC: [2], answer: [2])
            try await database.onTenant(owner.id) { transaction in
                let claim = try transaction.claim(owner.answer)
                try await transaction.claimed(claim)
                try await database.onTenant(owner.id) { sweep in
                    sweep.deleteAnswers(keptBefore: TwoTenants.farAhead)
                    _ = try await sweep.result(sweep.time())
                }
                transaction.keep(kept, under: owner.answer)
            }
            let found = try await database.readTenant(owner.id) { $0.sealedAnswer(owner.answer) }
            #expect(found?.answer == [2])
        }
    }

    @Test("spares those that are not that old")
    func young() async throws {
        try await withTwoTenants { tenants in
            let database = Database(pool: tenants.pool)
            let age = try await tenants.database.owner.query("SELECT max(created_at) AS age FROM idempotency")[0]
                .decode("age", as: Instant.self)
            for (cutoff, left) in [(age, true), (age + .microseconds(1), false)] {
                try await database.onTenant(tenants.owner.id) { $0.deleteAnswers(keptBefore: cutoff) }
                let found = try await database.readTenant(tenants.owner.id) {
                    $0.sealedAnswer(tenants.owner.answer)
                }
                #expect((found != nil) == left)
            }
        }
    }
}
