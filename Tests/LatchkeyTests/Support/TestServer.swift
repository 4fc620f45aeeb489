import Domain
import EmbeddedPostgres
import Foundation
import Logging
import Synchronization
import Testing

/// A PostgreSQL that `DATABASE_URL` can name, for the whole test process.
actor TestServer {
    static let shared = Task { try await TestServer() }

    private let server: EmbeddedPostgres
    private let folder: String
    private let url: String
    private var count = 0

    private init() async throws {
        folder = try scratchFolder()
        removeAtExit(folder)
        let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        server = EmbeddedPostgres(
            data: "\(folder)/data",
            settings: ["max_connections": "200"],
            logger: quiet
        )
        url = try await server.start()
        // The owner by the kernel's word as before, everybody else by password.
        let owner = try await psql("SELECT current_user", at: url)
        try "local all \"\(owner)\" peer\nlocal all all scram-sha-256\n"
            .write(toFile: "\(server.folder.cluster)/pg_hba.conf", atomically: false, encoding: .utf8)
        _ = try await psql("SELECT pg_reload_conf()", at: url)
    }

    /// What it said.
    var log: String { (try? String(contentsOfFile: server.folder.log, encoding: .utf8)) ?? "" }

    /// An empty database, and a login to it that owns nothing.
    func makeDatabase() async throws -> TestDatabase {
        count += 1
        let name = "process_\(count)"
        let password = Base62.random(24, using: .system)
        _ = try await psql("CREATE DATABASE \(name)", at: url)
        _ = try await psql("CREATE ROLE \(name) LOGIN PASSWORD '\(password)'", at: url)
        let owner = url.replacing("/latchkey?", with: "/\(name)?")
        let plain = owner.replacing(/user=[^&]*/, with: "user=\(name)&password=\(password)")
        return TestDatabase(owner: owner, plain: plain, login: name, password: password)
    }
}

struct TestDatabase: Sendable {
    /// A superuser's URL.
    let owner: String
    /// The URL of a login with a password and no rights.
    let plain: String
    let login: String
    let password: String
    let pepper = Base64.encode(Entropy.system.bytes(32))

    static let roles = "latchkey_app, latchkey_people, latchkey_staff, latchkey_finder, latchkey_verifier"

    var asOwner: [String: String] { ["DATABASE_URL": owner, "LATCHKEY_PEPPERS": "1:\(pepper)"] }
    var asPlain: [String: String] { ["DATABASE_URL": plain, "LATCHKEY_PEPPERS": "1:\(pepper)"] }

    @discardableResult
    func run(_ sql: String) async throws -> String {
        try await psql(sql, at: owner)
    }
}

/// The answer of one statement.
@discardableResult
func psql(_ sql: String, at url: String) async throws -> String {
    let folder = try scratchFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let psql = try RunningProgram(
        ["/usr/bin/env", "psql", "-XAtqw", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
        environment: bareEnvironment,
        in: folder
    )
    try #require(try await psql.exit() == 0, "\(psql.log)")
    return psql.printed.trimmingCharacters(in: .whitespacesAndNewlines)
}

private let foldersToRemove = Mutex<[String]>([])

func removeAtExit(_ folder: String) {
    let isFirst = foldersToRemove.withLock { folders in
        folders.append(folder)
        return folders.count == 1
    }
    guard isFirst else { return }
    atexit {
        for folder in foldersToRemove.withLock({ $0 }) { remove(folder) }
    }
}
