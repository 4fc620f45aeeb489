import Testing

@testable import Postgres

@Suite("Transactions")
struct TransactionTests {
    @Test("two dependent steps cost two round trips, BEGIN, role, settings and COMMIT included")
    func roundTrips() async throws {
        let pool = try await Server.shared().pool()
        let options = TransactionOptions(role: "pg_monitor", settings: [("app.tenant_id", "a'b\\c")])
        let sum = try await pool.withTransaction(options) { tx in
            let role = tx.send("SELECT current_user::text AS role, current_setting('app.tenant_id') AS tenant")
            let first: Int = try await tx.query("SELECT \(1) + 1 AS n")[0].decode("n")
            let row = try await tx.rows(role)[0]
            #expect(try row.decode("role") == "pg_monitor")
            #expect(try row.decode("tenant") == "a'b\\c")
            #expect(tx.roundTrips == 1)
            tx.send("SELECT \(first)")
            return first
        }
        #expect(sum == 2)
        #expect(pool.metrics.roundTrips == 2)
        await pool.close()
    }
}
