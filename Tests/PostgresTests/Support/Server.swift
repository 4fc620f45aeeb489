import Foundation
import Logging
import Synchronization

@testable import Postgres

/// A PostgreSQL server of the tests' own, on a Unix socket in a folder of its own. It ends with this process.
final class Server: Sendable {
    private let directory: String
    private let settings: [String]
    private let port: Int
    private let postmaster = Mutex<pid_t?>(nil)

    /// The one that tests share which do it no harm.
    static func shared() async throws -> Server {
        try await sharedServer.value
    }

    /// A server of its own for a test that restarts, kills or stalls it.
    static func start(
        settings: [String] = [],
        files: [String: String] = [:],
        port: Int = 5432
    ) async throws -> Server {
        let server = try Server(settings: settings, port: port)
        try await server.install(files)
        try await server.start()
        return server
    }

    private init(settings: [String], port: Int) throws {
        directory = try Cleanup.shared.makeDirectory()
        self.settings = settings
        self.port = port
    }

    var data: String { "\(directory)/data" }

    /// How to reach it, with further settings of libpq's.
    func conninfo(_ more: String = "") -> String {
        "host=\(directory) port=\(port) user=postgres dbname=postgres \(more)"
    }

    func configuration(
        _ change: (inout PostgresConfiguration) -> Void = { _ in }
    ) throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(conninfo())
        // The machine may be busy with other things.
        configuration.connectTimeout = .seconds(30)
        configuration.poolTimeout = .seconds(30)
        change(&configuration)
        return configuration
    }

    func pool(_ change: (inout PostgresConfiguration) -> Void = { _ in }) throws -> Pool {
        Pool(configuration: try configuration(change), logger: quietLogger)
    }

    func connection() async throws -> Connection {
        try await Connection.open(configuration())
    }

    private func install(_ files: [String: String]) async throws {
        if geteuid() == 0 { try await Shell.shared.run("chown", ["-R", "postgres", directory]) }
        try await runAsOwner("cp", ["-a", try await template.value, data])
        for (name, text) in files {
            try text.write(toFile: "\(data)/\(name)", atomically: true, encoding: .utf8)
            try await Shell.shared.run("chmod", ["0600", "\(data)/\(name)"])
            if geteuid() == 0 { try await Shell.shared.run("chown", ["postgres", "\(data)/\(name)"]) }
        }
    }
}

// MARK: - Starting and ending

extension Server {
    func start() async throws {
        let always = [
            "fsync=off", "listen_addresses=", "unix_socket_directories=\(directory)", "max_connections=300",
            "port=\(port)",
        ]
        let options = (always + settings).flatMap { ["-c", $0] }
        // Nested, since changing the user clears the signal.
        let command = ["setpriv", "--pdeathsig", "KILL", "\(binaries)/postgres", "-D", data] + options
        let wrapped = asOwner(command)
        let process = try await Shell.shared.start(wrapped[0], Array(wrapped.dropFirst()), log: "\(directory)/log")
        postmaster.withLock { $0 = process }
        Cleanup.shared.note(process)
        let configuration = try configuration()
        try await eventually("the server is ready") {
            guard let connection = try? await Connection.open(configuration) else { return false }
            await connection.close()
            return true
        }
    }

    enum Way: Int32, CaseIterable {
        case fast = 2
        case immediate = 3
        case kill = 9
    }

    /// Ends the server and waits until it is gone.
    func stop(_ way: Way = .fast) async throws {
        guard let process = postmaster.withLock({ $0 }) else { return }
        let family = processes()
        if way == .kill { family.forEach { _ = Foundation.kill($0, SIGKILL) } }
        _ = Foundation.kill(process, way.rawValue)
        try await eventually("the server is gone") {
            family.allSatisfy { !isAlive($0) }
        }
        postmaster.withLock { $0 = nil }
    }

    func stall() {
        processes().forEach { _ = Foundation.kill($0, SIGSTOP) }
    }

    func resume() {
        processes().forEach { _ = Foundation.kill($0, SIGCONT) }
    }

    /// The postmaster and its children.
    private func processes() -> [pid_t] {
        guard let parent = postmaster.withLock({ $0 }) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let children = names.compactMap { pid_t($0) }.filter { parentOf($0) == parent }
        return [parent] + children
    }
}

private let sharedServer = Task { try await Server.start() }

/// A cluster to copy, which is quicker than to make one.
private let template = Task {
    let directory = try Cleanup.shared.makeDirectory()
    if geteuid() == 0 { try await Shell.shared.run("chown", ["postgres", directory]) }
    let options = ["--username=postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"]
    try await runAsOwner("\(binaries)/initdb", ["--pgdata=\(directory)/data"] + options)
    return "\(directory)/data"
}

/// Where Debian keeps the newest server.
private let binaries: String = {
    let root = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
    return "\(root)/\(versions.max() ?? 0)/bin"
}()

/// The server refuses to run as root.
private func asOwner(_ command: [String]) -> [String] {
    guard geteuid() == 0 else { return command }
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] + command
}

private func runAsOwner(_ program: String, _ arguments: [String]) async throws {
    let command = asOwner([program] + arguments)
    try await Shell.shared.run(command[0], Array(command.dropFirst()))
}

private func parentOf(_ process: pid_t) -> pid_t? {
    // The name, in parentheses, may contain anything.
    let fields = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?
        .split(separator: ")").last?.split(separator: " ")
    return fields.flatMap { $0.count > 1 ? pid_t($0[1]) : nil }
}

private func isAlive(_ process: pid_t) -> Bool {
    let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?
        .split(separator: ")").last?.split(separator: " ").first
    return state != nil && state != "Z"
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
