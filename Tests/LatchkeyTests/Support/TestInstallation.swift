import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@testable import EmbeddedPostgres

/// One at a time: each starts servers, and keeps the processors busy.
@Suite("latchkey as a program", .serialized)
enum ProgramTests {}

/// The program, with data and ports of a test's own.
struct TestInstallation: Sendable {
    /// What the test writes, and removes at its end.
    let folder: String
    let publicPort = freePort()
    let privatePort = freePort()
    /// On top of the folder and the ports.
    var environment: [String: String] = [:]

    var data: String { "\(folder)/data" }
    var dataFolder: DataFolder { DataFolder(data) }
    var notes: String { "\(data)/demo.env" }

    private var settings: [String: String] {
        bareEnvironment.merging([
            "LATCHKEY_DATA": data, "LATCHKEY_LISTEN": "127.0.0.1:\(publicPort)",
            "LATCHKEY_PRIVATE_LISTEN": "127.0.0.1:\(privatePort)",
        ]) { $1 }.merging(environment) { $1 }
    }

    /// The same folder on other ports.
    var neighbour: TestInstallation { TestInstallation(folder: folder, environment: environment) }

    func with(_ environment: [String: String]) -> TestInstallation {
        var other = self
        other.environment.merge(environment) { $1 }
        return other
    }

    func start(_ arguments: [String], input: String = "/dev/null") throws -> RunningProgram {
        try RunningProgram([try program()] + arguments, environment: settings, input: input, in: folder)
    }

    /// Runs a command to its end.
    func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        let file = "\(folder)/\(UUID().uuidString).input"
        try input.write(toFile: file, atomically: false, encoding: .utf8)
        let running = try start(arguments, input: file)
        defer { running.destroy() }
        let status = try await running.exit(within: .seconds(120))
        return Outcome(status: status, output: running.printed, errors: running.log)
    }

    /// Serves while the body runs, from when both listeners answer.
    func serving<Result>(
        _ options: [String] = [],
        _ body: (RunningProgram) async throws -> Result
    ) async throws -> Result {
        let server = try start(["serve"] + options)
        defer { server.destroy() }
        let isReady = try await eventually(within: .seconds(60)) {
            try #require(kill(server.processID, 0) == 0 && !server.hasEnded, "\(server.log)")
            let ready = try? await ask("GET", "/readyz", on: privatePort)
            let unknown = try? await ask("GET", "/v1/me")
            return ready?.status == 200 && unknown?.status == 401
        }
        try #require(isReady, "\(server.log)")
        return try await body(server)
    }

    func ask(
        _ method: String,
        _ path: String,
        _ json: JSON? = nil,
        token: String? = nil,
        headers: [String: String] = [:],
        on port: Int? = nil
    ) async throws -> Client.Answer {
        let port = port ?? publicPort
        var headers = headers
        headers["Authorization"] = token.map { "Bearer \($0)" }
        let text = request(method, path, json, port: port, headers: headers)
        return try await onThread {
            let client = try Client(port: port)
            try client.send(text)
            return try client.answer(toHead: method == "HEAD")
        }
    }

    func verify(_ secret: String, headers: [String: String] = [:]) async throws -> Client.Answer {
        try await ask("POST", "/v1/verify", ["key": .string(secret)], headers: headers, on: privatePort)
    }

    /// The session's token, or nil when the sign-in is refused.
    func signIn(_ email: String, _ password: String) async throws -> String? {
        let session: JSON = ["email": .string(email), "password": .string(password), "transport": "BEARER"]
        return try await ask("POST", "/v1/sessions", session).string("token")
    }
}

extension RunningProgram {
    /// Without taking its status from who waits for it.
    fileprivate var hasEnded: Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(processID), &information, WEXITED | WNOHANG | WNOWAIT) == 0
            && information._sifields._sigchld.si_pid == processID
    }
}

/// Lends an installation: fresh, or with the demo planted and not running.
func withInstallation<Result>(
    seeded: Bool = false,
    _ environment: [String: String] = [:],
    _ body: (TestInstallation) async throws -> Result
) async throws -> Result {
    let folder = try scratchFolder()
    defer { remove(folder) }
    if seeded {
        let copy = try RunningProgram(
            ["/usr/bin/env", "cp", "-a", try await SeededFolder.shared.value.data, "\(folder)/data"],
            environment: bareEnvironment,
            in: folder
        )
        try #require(try await copy.exit() == 0, "\(copy.log)")
    }
    return try await body(TestInstallation(folder: folder, environment: environment))
}

/// The demo, planted once and copied by each test that needs it.
struct SeededFolder: Sendable {
    static let shared = Task { try await SeededFolder() }

    let data: String
    /// What planting it printed.
    let printed: String
    let installation: TestInstallation

    private init() async throws {
        let folder = try scratchFolder()
        removeAtExit(folder)
        installation = TestInstallation(folder: folder)
        data = installation.data
        let migrated = try await installation.run("migrate")
        try #require(migrated.status == 0, "\(migrated.all)")
        let seeded = try await installation.run("seed", "--demo")
        try #require(seeded.status == 0, "\(seeded.all)")
        printed = seeded.output
    }
}

/// The variables of a `NAME=value` file.
func variables(in file: String) throws -> [String: String] {
    let pairs = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map { line in
        let parts = line.split(separator: "=", maxSplits: 1)
        return (String(parts[0]), String(parts[1]))
    }
    return Dictionary(pairs) { $1 }
}

var bareEnvironment: [String: String] {
    ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"]
}

/// The binary beside the test bundle.
func program() throws -> String {
    let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let directories =
        [Bundle.main.bundlePath, URL(filePath: here).deletingLastPathComponent().path()]
        + CommandLine.arguments.map { URL(filePath: $0).deletingLastPathComponent().path() }
    let candidates = directories.map { "\($0)/latchkey".replacing("//", with: "/") }
    return try #require(
        candidates.first { path in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
                && access(path, X_OK) == 0
        },
        "not in \(candidates)"
    )
}

/// With the database that a killed server left behind in it, which may be ending at this moment.
func remove(_ folder: String) {
    let leftover = ServerProcesses(directory: DataFolder("\(folder)/data").cluster)
    for _ in 1...500 {
        for process in leftover.list() { kill(process.id, SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
        guard FileManager.default.fileExists(atPath: folder) else { return }
        usleep(10_000)
    }
}

/// Passable, so that the database's account can put its socket there.
func scratchFolder() throws -> String {
    var template = Array("/tmp/latchkey-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    chmod(folder, 0o755)
    return folder
}
