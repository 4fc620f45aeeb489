import Foundation
import Synchronization

/// Clients that ask one question after the other on connections that stay open, at every instance.
final class Traffic: Sendable {
    private let board: Board
    private let gap: Int
    private let isStopped = Atomic(false)
    private let checks = Mutex<[Check]>([])

    /// - Parameter gap: between two questions of one client, in milliseconds.
    init(_ board: Board, gap: Int) {
        self.board = board
        self.gap = gap
    }

    var all: [Check] { checks.withLock { $0 } }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
    }

    /// Returns when stopped.
    func ask(_ instance: Instance, _ seed: Seed) {
        var seed = seed
        var line: Line?
        while !isStopped.load(ordering: .relaxed) {
            pause(milliseconds: gap)
            line = line ?? (try? Line(port: instance.privatePort, patience: 6000))
            guard let open = line, let probe = board.pick(&seed) else {
                pause(milliseconds: 20)
                continue
            }
            let door: Probe.Door = seed.number(0...1) == 0 ? .verify : .authorize
            guard let pending = try? PendingCheck(probe, door, at: instance, on: open) else {
                line = nil
                continue
            }
            let (check, isOpen) = pending.finish(on: open)
            add(check)
            if !isOpen { line = nil }
        }
    }

    /// Leaves questions with a frozen instance that it must answer with no as soon as it goes on, and thaws it.
    func thaw(_ instance: Instance) {
        let questions = board.forbidden(atMost: 6).compactMap { probe -> (PendingCheck, Line)? in
            guard let line = try? Line(port: instance.privatePort, patience: 6000),
                let pending = try? PendingCheck(probe, .verify, at: instance, on: line)
            else { return nil }
            return (pending, line)
        }
        instance.thaw()
        for (pending, line) in questions { add(pending.finish(on: line).0) }
    }

    private func add(_ check: Check) {
        checks.withLock { $0.append(check) }
    }
}
