import Foundation

@testable import Postgres

/// A pool of one connection, and a table `(n bigint PRIMARY KEY)` of its own.
func withTable(
    on server: Server? = nil,
    _ body: (Pool, _ table: String) async throws -> Void
) async throws {
    let server = if let server { server } else { try await Server.shared() }
    let pool = try server.pool { $0.poolSize = 1 }
    let table = "t_" + UUID().uuidString.lowercased().replacing("-", with: "")
    _ = try await pool.read("CREATE TABLE \(unsafeSQL: table) (n bigint PRIMARY KEY)")
    try await body(pool, table)
    await pool.close()
}

func count(_ pool: Pool, _ table: String) async throws -> Int {
    try await pool.read("SELECT count(*) AS n FROM \(unsafeSQL: table)")[0].decode("n")
}

/// The process that serves the pool's next connection.
func pid(_ pool: Pool) async throws -> Int {
    try await pool.read("SELECT pg_backend_pid() AS pid")[0].decode("pid")
}
