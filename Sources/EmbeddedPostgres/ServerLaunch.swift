import Foundation
import Glibc

/// Starting the server, and waiting until it answers.
struct ServerLaunch: Sendable {
    let cluster: Cluster
    let sockets: SocketDirectory
    let settings: [String: String]

    private var folder: DataFolder { cluster.folder }

    func start(_ programs: ServerPrograms) async throws -> ChildProcess {
        putAwayLongLog()
        removePostmasterFileOfAnother()
        let command = Command(
            program: programs.postgres,
            arguments: ["-D", Command.directoryPath] + serverSettings.flatMap { ["-c", "\($0.key)=\($0.value)"] },
            output: .appended(to: folder.log),
            directory: folder.cluster
        )
        do {
            return try await ChildProcess.start(cluster.account.running(command, deathSignal: "INT"))
        } catch let refusal as Errno {
            throw EmbeddedPostgresError.cannotUse(path: folder.path, reason: refusal.description)
        }
    }

    /// Settled here and not in postgresql.conf, so that a folder made by an older release gets them too.
    private var serverSettings: [(key: String, value: String)] {
        var all = [
            "listen_addresses": "",
            "port": "\(SocketDirectory.port)",
            "unix_socket_directories": "\"\(sockets.path.replacing("\"", with: "\"\""))\"",
            "unix_socket_permissions": "0700",
            "cluster_name": "latchkey",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            // Statements, details and parameters may hold what no log may: passwords, addresses, secrets.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
        ]
        if cluster.durability == .relaxed {
            all.merge(["fsync": "off", "full_page_writes": "off"]) { $1 }
        }
        all.merge(settings) { $1 }
        return all.sorted { $0.key < $1.key }
    }

    /// - Throws: ``EmbeddedPostgresError``, or `CancellationError`; the server may then still run.
    func waitUntilReady(_ server: ChildProcess, deadline: Duration) async throws {
        let end = ContinuousClock.now + deadline
        while true {
            let state = PostmasterFile(in: folder.cluster)
            if let state, state.processID == server.processID, state.isReady { return }
            guard server.isRunning else {
                throw EmbeddedPostgresError.startFailed(log: folder.log, output: lastLines(of: endOfLog()))
            }
            guard ContinuousClock.now < end else {
                throw EmbeddedPostgresError.startTooSlow(log: folder.log, seconds: deadline.components.seconds)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// PostgreSQL recovers its own stale postmaster.pid, unless the id in it meanwhile is another program's, as is common
    /// where ids are small (containers). We hold the folder's lock and no server works in it, so the file says nothing.
    private func removePostmasterFileOfAnother() {
        guard let file = PostmasterFile(in: folder.cluster), kill(file.processID, 0) == 0 || errno == EPERM else {
            return
        }
        unlink("\(folder.cluster)/postmaster.pid")
    }

    private func putAwayLongLog() {
        var status = stat()
        guard stat(folder.log, &status) == 0, status.st_size > 8 << 20 else { return }
        rename(folder.log, "\(folder.log).1")
    }

    private func endOfLog() -> String {
        guard let file = FileHandle(forReadingAtPath: folder.log) else { return "" }
        let size = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: size - min(size, 4096))
        return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    }
}

/// What a server says of itself in `postmaster.pid`.
struct PostmasterFile: Equatable {
    let processID: pid_t
    let socketDirectory: String
    let isReady: Bool

    init?(in cluster: String) {
        guard let text = try? String(contentsOfFile: "\(cluster)/postmaster.pid", encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let processID = lines.first.flatMap({ pid_t($0) }), processID > 0 else { return nil }
        self.processID = processID
        socketDirectory = lines.count > 4 ? String(lines[4]) : ""
        isReady = lines.count > 7 && lines[7].hasPrefix("ready")
    }
}
