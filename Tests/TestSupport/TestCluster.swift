import EmbeddedPostgres
import Foundation
package import Logging
import Postgres
import Store

/// One real PostgreSQL for the whole test process, with a migrated template that each test clones.
actor TestCluster {
    static let shared = Task { try await TestCluster() }

    private let server: EmbeddedPostgres
    private let url: String
    private let admin: Pool
    private var count = 0

    private static let template = "latchkey_template"
    private static let folderPrefix = "latchkey-tests-"

    private init() async throws {
        try Self.removeLeftovers()
        let folder = FileManager.default.temporaryDirectory.appending(
            path: Self.folderPrefix + "\(ProcessInfo.processInfo.processIdentifier)"
        )
        server = EmbeddedPostgres(
            data: folder.path(),
            durability: .relaxed,
            settings: ["max_connections": "300"],
            logger: .silent
        )
        url = try await server.start()
        admin = Pool(configuration: try PostgresConfiguration(url), logger: .silent)
        _ = try await admin.query("SELECT 1")
        try await createDatabase(Self.template, from: "template1")
        let owner = Pool(configuration: try PostgresConfiguration(self.url(of: Self.template)), logger: .silent)
        _ = try await Migrator(pool: owner).migrate()
        await owner.close()
    }

    /// A test process has nobody to clean up behind it, and its databases take gigabytes.
    private static func removeLeftovers() throws {
        let parent = FileManager.default.temporaryDirectory
        for name in try FileManager.default.contentsOfDirectory(atPath: parent.path())
        where name.hasPrefix(folderPrefix) {
            guard let process = pid_t(name.dropFirst(folderPrefix.count)), kill(process, 0) != 0 else { continue }
            try? FileManager.default.removeItem(at: parent.appending(path: name))
        }
    }

    /// The URL of a fresh database at the current schema.
    func makeDatabase() async throws -> String {
        count += 1
        let name = "test_\(count)"
        try await createDatabase(name, from: Self.template)
        return url(of: name)
    }

    /// The URL of a fresh database without any schema.
    func makeEmptyDatabase() async throws -> String {
        count += 1
        let name = "empty_\(count)"
        try await createDatabase(name, from: "template0")
        return url(of: name)
    }

    private func url(of database: String) -> String {
        url.replacing("/latchkey?", with: "/\(database)?")
    }

    /// CREATE DATABASE runs in no transaction, which is all that a pool gives.
    private func createDatabase(_ name: String, from template: String) async throws {
        let psql = Process()
        psql.executableURL = URL(filePath: "/usr/bin/env")
        psql.arguments = [
            "psql", "-qX", "-v", "ON_ERROR_STOP=1", url, "-c", "CREATE DATABASE \(name) TEMPLATE \(template)",
        ]
        try await psql.runToEnd()
    }
}

extension Process {
    fileprivate func runToEnd() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            terminationHandler = { process in
                process.terminationStatus == 0
                    ? continuation.resume()
                    : continuation.resume(throwing: CommandFailed(arguments: process.arguments ?? []))
            }
            do { try run() } catch { continuation.resume(throwing: error) }
        }
    }
}

package struct CommandFailed: Error {
    package let arguments: [String]
}

extension Logger {
    package static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
