/// Another database of the same server.
enum TemporaryDatabase {
    /// - Returns: its URL.
    static func create(_ name: String, beside url: String) async throws -> String {
        try await run("CREATE DATABASE \(name)", in: url)
        return url.replacing("postgresql:///latchkey?", with: "postgresql:///\(name)?")
    }

    /// For commands that PostgreSQL takes only outside transactions.
    static func run(_ command: String, in url: String) async throws {
        _ = try await Child.output(of: "/usr/bin/env", ["psql", "--no-psqlrc", "--quiet", "--command=\(command)", url])
    }
}
