import Foundation
import Glibc

/// PostgreSQL's processes at work in one directory, whoever started them and whether their parent still lives.
///
/// They are known by the directory that they work in: process ids in files may long belong to somebody else.
struct ServerProcesses {
    let directory: String

    /// Ends them all: clients are cut off and the data written out; if that takes too long, at once; and at last by force.
    func stop() async {
        for (signal, patience) in [(SIGINT, Duration.seconds(6)), (SIGQUIT, .seconds(6)), (SIGKILL, .seconds(5))] {
            let running = list()
            // The first one tells its children; but it cannot be relied on when it comes to force.
            let ids = Set(running.map(\.id))
            let addressed = signal == SIGKILL ? running : running.filter { !ids.contains($0.parent) }
            for process in addressed {
                kill(process.id, signal)
                kill(process.id, SIGCONT)
            }
            if await areGone(within: patience) { return }
        }
    }

    private func areGone(within patience: Duration) async -> Bool {
        let deadline = ContinuousClock.now + patience
        while !list().isEmpty {
            guard ContinuousClock.now < deadline else { return false }
            // Not cut short by a cancellation: what is being stopped has to be seen to its end.
            await Task { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
        return true
    }

    func list() -> [(id: pid_t, parent: pid_t)] {
        var wanted = stat()
        guard stat(directory, &wanted) == 0 else { return [] }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.compactMap { id in
            var found = stat()
            guard
                stat("/proc/\(id)/cwd", &found) == 0, found.st_ino == wanted.st_ino, found.st_dev == wanted.st_dev,
                let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
                let name = status.firstMatch(of: /Name:\t(.*)/)?.1, programNames.contains(String(name)),
                let parent = status.firstMatch(of: /PPid:\t(\d+)/).flatMap({ pid_t($0.1) })
            else { return nil }
            return (id, parent)
        }
    }
}

private let programNames: Set = ["postgres", "postmaster", "initdb"]
