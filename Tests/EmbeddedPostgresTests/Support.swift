import Foundation
import Glibc
import Logging
import Testing

@testable import EmbeddedPostgres

/// One at a time: each makes a database of its own, which keeps a processor busy for a second.
@Suite(.serialized)
enum EmbeddedPostgresTests {}

/// A folder of its own in /tmp, given to the body and removed after.
func withTemporaryFolder(
    _ name: String = "data",
    mode: mode_t = 0o755,
    _ body: (String) async throws -> Void
) async throws {
    var template = Array("/tmp/embedded-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template).map { String(cString: $0) })
    chmod(made, mode)
    defer { try? FileManager.default.removeItem(atPath: made) }
    try await body("\(made)/\(name)")
}

/// A server on a folder of its own, stopped after.
func withServer(
    _ name: String = "data",
    durability: EmbeddedPostgres.Durability = .relaxed,
    _ body: (EmbeddedPostgres, String) async throws -> Void
) async throws {
    try await withTemporaryFolder(name) { folder in
        let server = EmbeddedPostgres(data: folder, durability: durability, logger: quiet)
        let url = try await server.start()
        do {
            try await body(server, url)
            await server.stop()
        } catch {
            await server.stop()
            throw error
        }
    }
}

let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

/// The answer of one statement, by psql.
func query(_ sql: String, at url: String) async throws -> String {
    let programs = try await ServerPrograms.find(for: nil)
    let psql = Command(program: "\(programs.directory)/psql", arguments: ["-XAtqw", "-d", url, "-c", sql])
    let (status, output) = try await ChildProcess.run(psql)
    guard status == .exited(0) else { throw QueryFailed(output: output) }
    return output.trimmingCharacters(in: .whitespacesAndNewlines)
}

struct QueryFailed: Error {
    let output: String
}

/// Waits for a condition for at most a minute, and says whether it came true.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

func isAlive(_ processID: pid_t) -> Bool {
    kill(processID, 0) == 0
}

/// The program that runs an embedded database in a process of its own, started and spoken to.
final class OtherProcess {
    let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// - Parameter prefix: a program to run it by, such as setpriv with its arguments.
    init(data: String, environment: [String: String] = [:], prefix: [String] = []) throws {
        let words = prefix + [try Self.program(), data]
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The first line that it prints: its database's URL, or what went wrong.
    func firstLine() async -> String {
        let handle = output.fileHandleForReading
        return await withCheckedContinuation { read in
            Thread.detachNewThread {
                var line: [UInt8] = []
                while let byte = try? handle.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
                read.resume(returning: String(decoding: line, as: UTF8.self))
            }
        }
    }

    /// Ends it in the ordinary way.
    func finish() async throws -> Int32 {
        try input.fileHandleForWriting.close()
        _ = try await eventually { !process.isRunning }
        return process.isRunning ? -1 : process.terminationStatus
    }

    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
    }

    static func program() throws -> String {
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let directories =
            [Bundle.main.bundlePath, URL(filePath: here).deletingLastPathComponent().path()]
            + CommandLine.arguments.map { URL(filePath: $0).deletingLastPathComponent().path() }
        let candidates = directories.map { "\($0)/EmbeddedPostgresProgram".replacing("//", with: "/") }
        return try #require(candidates.first { access($0, X_OK) == 0 }, "not in \(candidates)")
    }
}
