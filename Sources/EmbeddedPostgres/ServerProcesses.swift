import Foundation
import Glibc

/// PostgreSQL's processes at work in one directory, whoever started them and whether their parent still lives.
///
/// They are known by the directory that they work in: process ids in files may long belong to somebody else.
struct ServerProcesses {
    let directory: String

    private struct Step {
        let signal: Int32
        let patience: Duration
        /// From when the caller is cancelled, which is how it says that it is in a hurry.
        let hurriedPatience: Duration
    }

    private static let steps = [
        Step(signal: SIGINT, patience: .seconds(5), hurriedPatience: .seconds(1)),
        Step(signal: SIGQUIT, patience: .seconds(2), hurriedPatience: .milliseconds(300)),
        // Twice, for those that were just being born.
        Step(signal: SIGKILL, patience: .milliseconds(200), hurriedPatience: .milliseconds(200)),
        Step(signal: SIGKILL, patience: .seconds(2), hurriedPatience: .milliseconds(300)),
    ]

    /// Ends them all: clients are cut off and the data written out; if that takes too long, at once; and at last by force.
    ///
    /// A cancellation hurries it, but does not cut it short: what is being stopped has to be seen to its end.
    func stop() async {
        for step in Self.steps {
            let running = list()
            // The first one tells its children; but it cannot be relied on when it comes to force.
            let ids = Set(running.map(\.id))
            let addressed = step.signal == SIGKILL ? running : running.filter { !ids.contains($0.parent) }
            for process in addressed { kill(process.id, step.signal) }
            // What is stalled hears nothing but force.
            for process in running { kill(process.id, SIGCONT) }
            if await areGone(within: step) { return }
        }
    }

    private func areGone(within step: Step) async -> Bool {
        var deadline = ContinuousClock.now + step.patience
        var isHurried = false
        var left = list().map(\.id)
        while !left.isEmpty {
            if Task.isCancelled, !isHurried {
                isHurried = true
                deadline = min(deadline, ContinuousClock.now + step.hurriedPatience)
            }
            guard ContinuousClock.now < deadline else { return false }
            await Task { try? await Task.sleep(for: .milliseconds(10)) }.value
            left.removeAll { !isAtWork($0) }
            // Those seen at first are cheap to follow; the last look is for those that came since.
            if left.isEmpty { left = list().map(\.id) }
        }
        return true
    }

    func list() -> [(id: pid_t, parent: pid_t)] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter(isAtWork).compactMap { id in
            guard
                let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
                let name = status.firstMatch(of: /Name:\t(.*)/)?.1, programNames.contains(String(name)),
                let parent = status.firstMatch(of: /PPid:\t(\d+)/).flatMap({ pid_t($0.1) })
            else { return nil }
            return (id, parent)
        }
    }

    private func isAtWork(_ id: pid_t) -> Bool {
        var wanted = stat()
        var found = stat()
        return stat(directory, &wanted) == 0 && stat("/proc/\(id)/cwd", &found) == 0
            && found.st_ino == wanted.st_ino && found.st_dev == wanted.st_dev
    }
}

private let programNames: Set = ["postgres", "postmaster", "initdb"]
