import Foundation
import Synchronization

/// Runs programs from one thread that lives as long as the process: a child that asked for a signal at its parent's
/// death gets it at the death of the thread that started it.
final class Shell: Sendable {
    static let shared = Shell()

    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let semaphore = DispatchSemaphore(value: 0)

    private init() {
        let thread = Thread { [self] in
            while true {
                semaphore.wait()
                jobs.withLock { $0.removeFirst() }()
            }
        }
        thread.start()
    }

    /// Starts a program, which dies with this process, and returns its process id.
    func start(_ program: String, _ arguments: [String], log: String) async throws -> pid_t {
        try await onThread {
            let process = try Self.process(program, arguments)
            _ = FileManager.default.createFile(atPath: log, contents: nil)
            let output = try FileHandle(forWritingTo: URL(filePath: log))
            process.standardOutput = output
            process.standardError = output
            try process.run()
            return process.processIdentifier
        }
    }

    /// Runs a program to its end, and returns what it printed.
    @discardableResult
    func run(_ program: String, _ arguments: [String]) async throws -> String {
        try await onThread {
            let process = try Self.process(program, arguments)
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Failed(program: program, output: text) }
            return text
        }
    }

    struct Failed: Error {
        let program: String
        let output: String
    }

    private static func process(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        process.currentDirectoryURL = URL(filePath: "/")
        return process
    }

    private func onThread<Value: Sendable>(_ job: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            jobs.withLock { $0.append { continuation.resume(with: Result(catching: job)) } }
            semaphore.signal()
        }
    }
}
