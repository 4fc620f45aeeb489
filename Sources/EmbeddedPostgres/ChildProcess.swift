import Foundation
import Glibc
import Synchronization

/// A process started from a thread of its own that lives exactly as long as the process.
///
/// The kernel sends the signal asked for by `setpriv --pdeathsig` when the *thread* that made the process ends, not when
/// the program does. Neither Foundation's `Process` nor swift-subprocess promises which thread that is, and threads of the
/// cooperative pool come and go with every signal blocked. Hence `posix_spawn`, here, with signals as at birth.
final class ChildProcess: Sendable {
    let processID: pid_t
    private let state = Mutex(State())

    private struct State {
        var exit: ExitStatus?
        var output = ""
        var waiting: [AsyncStream<Never>.Continuation] = []
    }

    private init(processID: pid_t) {
        self.processID = processID
    }

    /// - Throws: `Errno` of the spawn.
    static func start(_ command: Command) async throws -> ChildProcess {
        try await withCheckedThrowingContinuation { started in
            Thread.detachNewThread {
                do {
                    let spawned = try spawn(command)
                    let child = ChildProcess(processID: spawned.processID)
                    started.resume(returning: child)
                    child.follow(output: spawned.output)
                } catch {
                    started.resume(throwing: error)
                }
            }
        }
    }

    /// Runs to the end; a cancelled caller kills it.
    static func run(_ command: Command) async throws -> (status: ExitStatus, output: String) {
        let child = try await start(command)
        let status = await withTaskCancellationHandler {
            await child.exit()
        } onCancel: {
            child.signal(SIGKILL)
        }
        try Task.checkCancellation()
        guard let status else { throw CancellationError() }
        return (status, child.state.withLock(\.output))
    }

    var isRunning: Bool { state.withLock { $0.exit == nil } }

    /// Waits until it has ended; `nil` when the caller was cancelled before.
    func exit() async -> ExitStatus? {
        let (ended, continuation) = AsyncStream.makeStream(of: Never.self)
        state.withLock { state in
            if state.exit == nil { state.waiting.append(continuation) } else { continuation.finish() }
        }
        for await _ in ended {}
        return state.withLock(\.exit)
    }

    func signal(_ number: Int32) {
        // Under the lock that the reaping takes too, so that the number cannot have passed to another process.
        state.withLock { state in
            if state.exit == nil { kill(processID, number) }
        }
    }

    private func follow(output: Int32?) {
        let text = output.map(readToEnd) ?? ""
        var information = siginfo_t()
        while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let waiting = state.withLock { state in
            var status: Int32 = 0
            waitpid(processID, &status, 0)
            state.exit = ExitStatus(waitStatus: status)
            state.output = text
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.finish() }
    }
}

/// Reads everything, keeping the first 64 KiB.
private func readToEnd(_ descriptor: Int32) -> String {
    defer { close(descriptor) }
    var kept: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return String(decoding: kept, as: UTF8.self) }
        kept += buffer.prefix(min(count, 65_536 - kept.count))
    }
}
