package import Postgres

/// A database of a test's own, seen as its owner sees it and as the application does.
package struct TestDatabase: Sendable {
    package let url: String
    /// Connected as a superuser, who passes every wall.
    package let owner: Pool

    /// The first column of each row, as text.
    package func strings(_ sql: String) async throws -> [String] {
        try await owner.query("SELECT answer.value::text FROM (\(unsafeSQL: sql)) AS answer (value)").map { row in
            try row.decode(at: 0)
        }
    }

    package func run(_ query: Query) async throws {
        _ = try await owner.query(query)
    }
}

/// Lends a migrated database, and closes its connections afterwards.
package func withDatabase<Result>(_ body: (TestDatabase) async throws -> Result) async throws -> Result {
    try await withPool(try await TestCluster.shared.value.makeDatabase(), body)
}

/// Lends a database without any schema.
package func withEmptyDatabase<Result>(_ body: (TestDatabase) async throws -> Result) async throws -> Result {
    try await withPool(try await TestCluster.shared.value.makeEmptyDatabase(), body)
}

/// Opens a database that the caller has, and closes its connections afterwards.
package func withDatabase<Result>(at url: String, _ body: (TestDatabase) async throws -> Result) async throws -> Result
{
    try await withPool(url, body)
}

private func withPool<Result>(_ url: String, _ body: (TestDatabase) async throws -> Result) async throws -> Result {
    var configuration = try PostgresConfiguration(url)
    configuration.poolSize = 4
    let owner = Pool(configuration: configuration, logger: .silent)
    do {
        let result = try await body(TestDatabase(url: url, owner: owner))
        await owner.close()
        return result
    } catch {
        await owner.close()
        throw error
    }
}
