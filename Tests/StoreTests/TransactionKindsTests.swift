import Domain
import Operations
import Postgres
import Store
import TestSupport
import Testing

struct T: Sendable { let store: Database
  func f(_ tenant: ID<Tenant>) async throws -> TenantFacts? {
        let found = try await store.onTenant(tenant) { transaction in
            let r = transaction.facts()
            return try await transaction.result(r)
        }
        return found
  }
}
@Suite("Transactions by kind")
struct TransactionKindsTests {
    @Test("the time is the server's")
    func time() async throws {
        try await withDatabase { database in
            let pool = Pool(configuration: try PostgresConfiguration(database.url), logger: .silent)
            let store = Database(pool: pool)
            let x = try await store.onTenant(.platform) { tx in
                let r = tx.facts()
                print("B")
                let v = try await tx.result(r)
                print("C")
                return v
            }
            print("C", x as Any)
            let y = try await store.onTenant(.platform) { tx in
                try await tx.result(tx.facts())
            }
            print("D", y as Any)
            let z = try await T(store: store).f(.platform)
            print("E", z as Any)
            await pool.close()
        }
    }
}
