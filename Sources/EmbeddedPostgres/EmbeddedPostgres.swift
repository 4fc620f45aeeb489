import Foundation
import Glibc
package import Logging

/// A PostgreSQL server of our own, in a data folder, on a Unix socket that only this account (and root) can reach.
///
/// It ends with this process, however that ends. One data folder has one server: a second is refused.
package actor EmbeddedPostgres {
    package enum Durability: Sendable {
        /// What was committed is there after a power cut.
        case full
        /// For tests: faster. What was committed outlives the server's death, but not the machine's.
        case relaxed
    }

    package nonisolated let folder: DataFolder
    private let durability: Durability
    private let settings: [String: String]
    private let startDeadline: Duration
    let backoff: Backoff
    let logger: Logger
    private var running: Running?

    private struct Running {
        let lock: HeldLock
        let server: ChildProcess
        let url: String
        let sockets: SocketDirectory
    }

    /// - Parameters:
    ///   - data: the folder; made when it is not there.
    ///   - settings: of PostgreSQL, on top of ours, such as `["max_connections": "300"]`.
    ///   - startDeadline: how long a start may take, a recovery after a crash included.
    ///   - backoff: of ``run()``, when the server stops by itself.
    package init(
        data: String,
        durability: Durability = .full,
        settings: [String: String] = [:],
        startDeadline: Duration = .seconds(600),
        backoff: Backoff = Backoff(),
        logger: Logger
    ) {
        folder = DataFolder(data)
        self.durability = durability
        self.settings = settings
        self.startDeadline = startDeadline
        self.backoff = backoff
        self.logger = logger
    }

    /// Starts the server, making its database first where there is none, and returns how to connect: a URL for libpq, as
    /// the superuser, to the database `latchkey`. Does nothing when it runs already.
    ///
    /// - Throws: ``EmbeddedPostgresError``; `CancellationError` when cancelled, with nothing left running.
    package func start() async throws -> String {
        if let running, running.server.isRunning { return running.url }
        // A server that stopped by itself has left the folder to us: nobody else is to slip in before the next.
        let held = running?.lock
        running = nil
        let begun = ContinuousClock.now
        try folder.create()
        let lock = try held ?? HeldLock(folder)
        let cluster = Cluster(folder: folder, account: try .current(), durability: durability)
        let programs = try await prepare(cluster)
        await ServerProcesses(directory: folder.cluster).stop()

        let sockets = try await SocketDirectory.prepare(for: folder, account: cluster.account)
        let server = try await launch(programs, cluster, sockets)
        let url = try connectionURL(sockets)
        running = Running(lock: lock, server: server, url: url, sockets: sockets)
        logger.info(
            "PostgreSQL is ready",
            metadata: ["version": "\(programs.majorVersion)", "took": "\(ContinuousClock.now - begun)"]
        )
        return url
    }

    /// Ends the server: cut off from its clients and written out, within 5 seconds; else at once, within 2 more; else by
    /// force. All of it within 2 seconds from when the caller is cancelled. Does nothing when none runs.
    package func stop() async {
        guard let stopped = running else { return }
        running = nil
        await ServerProcesses(directory: folder.cluster).stop()
        _ = await stopped.server.exit()
        stopped.sockets.remove()
        withExtendedLifetime(stopped.lock) {}
    }

    /// Stops and starts; the URL stays the same.
    package func restart() async throws -> String {
        await stop()
        return try await start()
    }

    /// The id of the server's first process while it runs.
    package var postmasterPID: Int32? {
        guard let running, running.server.isRunning else { return nil }
        return running.server.processID
    }

    /// Waits until the server ends by itself, or the caller is cancelled.
    ///
    /// - Throws: ``EmbeddedPostgresError/stoppedUnexpectedly(log:status:)``.
    package func waitForUnexpectedStop() async throws(EmbeddedPostgresError) {
        guard let server = running?.server, let status = await server.exit() else { return }
        guard running?.server === server else { return }
        throw EmbeddedPostgresError.stoppedUnexpectedly(log: folder.log, status: status.description)
    }

    /// Whether there is one to start again; where somebody took it away, an empty one would be no help.
    func hasDatabase() throws -> Bool {
        try Cluster(folder: folder, account: .current(), durability: durability).version() != nil
    }

    private func prepare(_ cluster: Cluster) async throws -> ServerPrograms {
        guard let version = try cluster.version() else {
            let programs = try await ServerPrograms.find(for: nil)
            logger.info("making a database", metadata: ["folder": "\(folder.path)"])
            try await cluster.create(with: programs)
            return programs
        }
        let programs = try await ServerPrograms.find(for: Int(version))
        guard "\(programs.majorVersion)" == version else {
            throw EmbeddedPostgresError.otherMajorVersion(
                folder: folder.cluster,
                found: version,
                installed: programs.majorVersion
            )
        }
        return programs
    }

    private func launch(
        _ programs: ServerPrograms,
        _ cluster: Cluster,
        _ sockets: SocketDirectory
    ) async throws -> ChildProcess {
        let launch = ServerLaunch(cluster: cluster, sockets: sockets, settings: settings)
        let server = try await launch.start(programs)
        do {
            try await launch.waitUntilReady(server, deadline: startDeadline)
        } catch {
            await ServerProcesses(directory: folder.cluster).stop()
            throw error
        }
        return server
    }

    private func connectionURL(_ sockets: SocketDirectory) throws -> String {
        ConnectionURL.make(socketDirectory: sockets.path, user: try ServerAccount.connecting().name)
    }
}

/// A lock that is shared by those who rely on it.
private final class HeldLock: Sendable {
    private let lock: FolderLock

    init(_ folder: DataFolder) throws(EmbeddedPostgresError) {
        lock = try FolderLock(folder)
    }
}
