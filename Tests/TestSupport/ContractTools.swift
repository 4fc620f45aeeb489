package import Foundation
import Testing

/// The tools from PyPI that hold the API to its OpenAPI document. `bin/test` installs them.
package enum ContractTools {
    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where their settings are.
    package static let settings = repository.appending(path: "Tests/Contract")

    /// Runs one, and records an issue with what it said when it fails or is not there.
    package static func run(
        _ tool: String,
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:],
        in folder: URL = settings
    ) async throws {
        let program = repository.appending(path: ".build/tools/bin/\(tool)")
        guard FileManager.default.isExecutableFile(atPath: program.path()) else {
            Issue.record("\(tool) is not installed. Run bin/test once: it installs what is missing.")
            return
        }
        let scratch = FileManager.default.temporaryDirectory.appending(path: "latchkey-\(tool)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        // Files rather than pipes, which block when nobody reads them.
        let (standardInput, standardOutput) = (scratch.appending(path: "input"), scratch.appending(path: "output"))
        try Data(input).write(to: standardInput)
        try Data().write(to: standardOutput)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: standardInput)
        let output = try FileHandle(forWritingTo: standardOutput)
        process.standardOutput = output
        process.standardError = output
        let status = try await process.end()
        let said = String(decoding: try Data(contentsOf: standardOutput), as: UTF8.self)
        #expect(status == 0, "\(tool) \(arguments.joined(separator: " ")):\n\(said)")
    }
}

extension Process {
    fileprivate func end() async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try run() } catch { continuation.resume(throwing: error) }
        }
    }
}
