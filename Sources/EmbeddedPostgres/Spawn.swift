import Foundation
import Glibc
import Synchronization

/// A system call's refusal.
struct Errno: Error, Equatable, CustomStringConvertible {
    let code: Int32

    var description: String { String(cString: strerror(code)) }

    static var last: Errno { Errno(code: errno) }
}

/// Starts the program in a process group of its own, so that a Ctrl-C at the terminal reaches us and not it.
///
/// - Returns: its id, and what its output can be read from if it is to be collected.
func spawn(_ command: Command) throws -> (processID: pid_t, output: Int32?) {
    try oneAtATime.withLock { _ in try spawnAlone(command) }
}

/// A pipe's end that slipped into another child, in the moment before it is marked to close at exec, would stay open for
/// as long as that child lives.
private let oneAtATime = Mutex(())

private func spawnAlone(_ command: Command) throws -> (processID: pid_t, output: Int32?) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }

    let pipes = try Pipes(of: command)
    defer { pipes.closeChildEnds() }
    do {
        try redirect(command, through: pipes, with: &actions)
        return (try spawn(command, actions: &actions), pipes.outputRead)
    } catch {
        pipes.closeOutput()
        throw error
    }
}

private func redirect(_ command: Command, through pipes: Pipes, with actions: inout posix_spawn_file_actions_t) throws {
    if let input = pipes.inputRead {
        try check(posix_spawn_file_actions_adddup2(&actions, input, 0))
    } else {
        try check(posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0))
    }
    if let output = pipes.outputWrite {
        try check(posix_spawn_file_actions_adddup2(&actions, output, 1))
    } else if case .appended(let path) = command.output {
        try check(posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_APPEND, 0o600))
    }
    try check(posix_spawn_file_actions_adddup2(&actions, 1, 2))
    var kept: Set<Int32> = [0, 1, 2]
    if let directory = command.directory {
        let descriptor = Command.directoryDescriptor
        try check(posix_spawn_file_actions_addopen(&actions, descriptor, directory, O_RDONLY | O_DIRECTORY, 0))
        kept.insert(descriptor)
    }
    // Ours close at exec; these are what whoever started us left open.
    for descriptor in openDescriptors() where !kept.contains(descriptor) {
        try check(posix_spawn_file_actions_addclose(&actions, descriptor))
    }
}

private func openDescriptors() -> [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { Int32($0) }
}

private func spawn(_ command: Command, actions: inout posix_spawn_file_actions_t) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    try check(posix_spawnattr_setsigmask(&attributes, &signals))
    sigfillset(&signals)
    try check(posix_spawnattr_setsigdefault(&attributes, &signals))
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    try check(posix_spawnattr_setflags(&attributes, Int16(flags)))

    let arguments = CStrings([command.program] + command.arguments)
    let environment = CStrings(command.environment.map { "\($0)=\($1)" })
    defer {
        arguments.free()
        environment.free()
    }
    var processID: pid_t = 0
    try check(posix_spawn(&processID, command.program, &actions, &attributes, arguments.array, environment.array))
    return processID
}

private func check(_ code: Int32) throws {
    guard code == 0 else { throw Errno(code: code) }
}

/// The pipes that a command's input and output need; every end closes at `exec`.
private struct Pipes {
    var inputRead: Int32?
    var outputRead: Int32?
    var outputWrite: Int32?

    init(of command: Command) throws {
        if case .text(let text) = command.input {
            let (readEnd, writeEnd) = try pipeEnds()
            inputRead = readEnd
            _ = Array(text.utf8).withUnsafeBytes { write(writeEnd, $0.baseAddress, $0.count) }
            close(writeEnd)
        }
        if case .collected = command.output {
            (outputRead, outputWrite) = try pipeEnds()
        }
    }

    func closeChildEnds() {
        for case let end? in [inputRead, outputWrite] { close(end) }
    }

    func closeOutput() {
        if let outputRead { close(outputRead) }
    }
}

private func pipeEnds() throws -> (Int32, Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Errno.last }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

/// A NULL-terminated array of C strings.
private struct CStrings {
    let array: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) {
        array = strings.map { strdup($0) } + [nil]
    }

    func free() {
        for string in array { Glibc.free(string) }
    }
}
