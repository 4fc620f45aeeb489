import EmbeddedPostgres
import Foundation
package import Postgres
import Store

/// A PostgreSQL server of a test's own, for what must not happen to the one that all share.
package struct OwnServer: Sendable {
    private let postgres: EmbeddedPostgres

    fileprivate init(_ postgres: EmbeddedPostgres) {
        self.postgres = postgres
    }

    /// kill -9, all of it; returns when it is gone.
    package func kill() async throws {
        // Held first: the children of a process that is gone are nobody's, and would not be found.
        let processes = try await signal(SIGSTOP)
        for process in processes { _ = Foundation.kill(process, SIGKILL) }
        while processes.contains(where: { Foundation.kill($0, 0) == 0 && !isDead($0) }) { await Task.yield() }
        while await postgres.postmasterPID != nil { await Task.yield() }
    }

    package func stop() async {
        await postgres.stop()
    }

    /// After `kill` or `stop`; at the same address.
    package func start() async throws {
        _ = try await postgres.start()
    }

    /// Nothing answers any more, and no connection breaks.
    package func hang() async throws {
        try await signal(SIGSTOP)
    }

    package func resume() async throws {
        try await signal(SIGCONT)
    }

    /// To the first process before its children, so that it makes no new ones meanwhile. Returns all of them.
    @discardableResult
    private func signal(_ signal: Int32) async throws -> [pid_t] {
        guard let postmaster = await postgres.postmasterPID else { return [] }
        _ = Foundation.kill(postmaster, signal)
        let entries = try FileManager.default.contentsOfDirectory(atPath: "/proc")
        let children = entries.compactMap({ pid_t($0) }).filter { parent(of: $0) == postmaster }
        for child in children { _ = Foundation.kill(child, signal) }
        return [postmaster] + children
    }

    /// Waiting only for its parent to take note.
    private func isDead(_ process: pid_t) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        return status.map { $0.contains("State:\tZ") } ?? true
    }

    private func parent(of process: pid_t) -> pid_t? {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        return status?.firstMatch(of: /PPid:\t(\d+)/).flatMap { pid_t($0.1) }
    }
}

/// Lends a platform over a server of its own, and ends both afterwards.
///
/// - Parameter configure: how long the platform is patient with the server.
package func withPlatformOnOwnServer(
    _ configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: @escaping @Sendable (TestPlatform, OwnServer) async throws -> Void
) async throws {
    try await withOwnServer { database, server in
        var configuration = try PostgresConfiguration(database.url)
        configure(&configuration)
        try await withPlatform(on: database, configuration) { platform in try await body(platform, server) }
    }
}

/// Lends a migrated database on a server of its own, and ends that afterwards.
package func withOwnServer(_ body: (TestDatabase, OwnServer) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-own-\(UUID().uuidString.prefix(8))")
    let postgres = EmbeddedPostgres(data: folder.path(), durability: .relaxed, logger: .silent)
    do {
        try await withDatabase(at: try await postgres.start()) { database in
            _ = try await Migrator(pool: database.owner).migrate()
            try await body(database, OwnServer(postgres))
        }
        await postgres.stop()
        try FileManager.default.removeItem(at: folder)
    } catch {
        await postgres.stop()
        try? FileManager.default.removeItem(at: folder)
        throw error
    }
}
