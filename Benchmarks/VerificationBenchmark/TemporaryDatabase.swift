import BenchmarkSupport
import Logging
import Postgres

/// Another database of the same server.
enum TemporaryDatabase {
    /// - Returns: its URL.
    static func create(_ name: String, beside url: String) async throws -> String {
        let pool = Pool(configuration: try PostgresConfiguration(url), logger: .silent)
        _ = try await pool.query("CREATE DATABASE \(unsafeSQL: name)")
        await pool.close()
        return url.replacing("postgresql:///latchkey?", with: "postgresql:///\(name)?")
    }
}
