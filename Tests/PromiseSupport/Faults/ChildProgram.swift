import Foundation
import Glibc
import Synchronization

/// A program that we started, and end.
///
/// The thread that started it lives exactly as long: the kernel kills the program when that thread ends, and so with us.
package final class ChildProgram: Sendable {
    package let processID: Int32
    private let ended = Mutex<Int32?>(nil)

    private init(_ processID: pid_t) {
        self.processID = processID
    }

    /// - Parameters:
    ///   - words: the program's path, then its arguments.
    ///   - environment: all of it.
    ///   - log: the file that it writes to.
    package static func start(
        _ words: [String],
        environment: [String: String],
        input: String = "/dev/null",
        log: String
    ) async throws -> ChildProgram {
        try await withCheckedThrowingContinuation { started in
            Thread.detachNewThread {
                do {
                    let words = ["/usr/bin/setpriv", "--pdeathsig=KILL", "--"] + words
                    let child = ChildProgram(try spawn(words, environment, input: input, log: log))
                    started.resume(returning: child)
                    child.follow()
                } catch {
                    started.resume(throwing: error)
                }
            }
        }
    }

    /// Nil while it runs.
    package var status: Int32? { ended.withLock { $0 } }

    package func signal(_ number: Int32) {
        // Under the lock that the reaping takes too, so that the number cannot have passed to another process.
        ended.withLock { if $0 == nil { kill(processID, number) } }
    }

    /// By force; returns when it is gone.
    package func destroy() async {
        signal(SIGKILL)
        while status == nil { await Task { try? await Task.sleep(for: .milliseconds(5)) }.value }
    }

    private func follow() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        ended.withLock { ended in
            var status: Int32 = 0
            waitpid(processID, &status, 0)
            ended = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
        }
    }
}

/// With no signal blocked or ignored, and no file of ours open.
private func spawn(_ words: [String], _ environment: [String: String], input: String, log: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

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
    guard code == 0 else { throw SocketError(words[0], code: code) }
    return processID
}
