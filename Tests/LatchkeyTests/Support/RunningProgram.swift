import Foundation
import Glibc
import TestSupport
import Testing

/// A program that a test started, which writes to files in a folder.
final class RunningProgram: Sendable {
    let processID: pid_t
    private let output: String
    private let errors: String

    /// - Parameters:
    ///   - words: the program's path, then its arguments.
    ///   - environment: all of it.
    ///   - input: the path of a file or a terminal.
    init(_ words: [String], environment: [String: String], input: String = "/dev/null", in folder: String) throws {
        let name = "\(folder)/\(UUID().uuidString)"
        output = "\(name).output"
        errors = "\(name).errors"
        processID = try spawn(words, environment, input: input, output: output, errors: errors)
    }

    /// What it printed so far.
    var printed: String { text(of: output) }
    /// What it wrote to standard error so far.
    var log: String { text(of: errors) }

    private func text(of path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    func signal(_ number: Int32) {
        kill(processID, number)
    }

    /// Waits for its end: the exit status, or 128 and the number of the signal that ended it.
    func exit(within patience: Duration = .seconds(60)) async throws -> Int32 {
        var status: Int32 = 0
        let hasEnded = try await eventually(within: patience) { waitpid(processID, &status, WNOHANG) == processID }
        try #require(hasEnded, "still running after \(patience): \(printed)\(log)")
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// Ends it by force, if it has not ended.
    func destroy() {
        // Not yet waited for, or not ours any more.
        guard waitpid(processID, nil, WNOHANG) == 0 else { return }
        kill(processID, SIGKILL)
        waitpid(processID, nil, 0)
    }
}

/// What a program that ended had to say.
struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String

    var all: String { output + errors }
}

/// With no signal blocked or ignored, which a thread of Swift's pool would hand down, and no file of ours open.
private func spawn(
    _ words: [String],
    _ environment: [String: String],
    input: String,
    output: String,
    errors: String
) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR | O_NOCTTY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
    for descriptor in open where descriptor > 2 { posix_spawn_file_actions_addclose(&actions, descriptor) }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let arguments = words.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for string in arguments + variables { free(string) } }
    var processID: pid_t = 0
    let code = posix_spawn(&processID, words[0], &actions, &attributes, arguments, variables)
    try #require(code == 0, "\(words[0]): \(String(cString: strerror(code)))")
    return processID
}
