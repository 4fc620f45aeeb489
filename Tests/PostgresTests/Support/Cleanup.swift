import Foundation
import Synchronization

/// Ends the servers and deletes the folders of this process when it exits.
final class Cleanup: Sendable {
    static let shared = Cleanup()

    private let state = Mutex((processes: [pid_t](), directories: [String]()))

    private init() {
        atexit { Cleanup.shared.cleanUp() }
    }

    func note(_ process: pid_t) {
        state.withLock { $0.processes.append(process) }
    }

    func makeDirectory() throws -> String {
        // Short, since the path of a socket may have 107 bytes.
        let path = "/tmp/latchkey-\(UUID().uuidString.prefix(12))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        state.withLock { $0.directories.append(path) }
        return path
    }

    private func cleanUp() {
        let (processes, directories) = state.withLock { $0 }
        for process in processes {
            kill(process, SIGCONT)
            kill(process, SIGQUIT)
        }
        for process in processes {
            waitpid(process, nil, 0)
        }
        for directory in directories {
            try? FileManager.default.removeItem(atPath: directory)
        }
    }
}
