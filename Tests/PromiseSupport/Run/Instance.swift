import Foundation
import Glibc
import Synchronization

/// One `latchkey serve` as a process of its own, behind a fault proxy of its own.
package final class Instance: Sendable {
    package let number: Int
    package let publicPort = freePort()
    package let privatePort = freePort()
    package let proxy: FaultProxy
    private let program: String
    private let settings: [String: String]
    private let folder: String
    private let state = Mutex(State())

    private struct State {
        var process: ChildProgram?
        var continuedAt: [Moment] = []
        var isolations: [ClosedRange<Moment>] = []
        var unexpectedEnds: [Int32] = []
        var isStarting = false
    }

    package struct NotReady: Error, CustomStringConvertible {
        package let description: String
    }

    init(number: Int, program: String, proxy: FaultProxy, settings: [String: String], folder: String) {
        self.number = number
        self.program = program
        self.proxy = proxy
        self.settings = settings
        self.folder = folder
    }

    var log: String { "\(folder)/instance-\(number).log" }
    var isolations: [ClosedRange<Moment>] { state.withLock(\.isolations) }
    var continuedAt: [Moment] { state.withLock(\.continuedAt) }
    var unexpectedEnds: [Int32] { state.withLock(\.unexpectedEnds) }

    /// Returns once both listeners answer. A start that fails because the database is away is repeated.
    func start() async throws {
        state.withLock { $0.isStarting = true }
        defer { state.withLock { $0.isStarting = false } }
        let deadline = Moment.now + 60_000
        while Moment.now < deadline {
            let process = try await ChildProgram.start(
                [program, "serve", "--no-jobs"],
                environment: settings.merging([
                    "LATCHKEY_LISTEN": "127.0.0.1:\(publicPort)", "LATCHKEY_PRIVATE_LISTEN": "127.0.0.1:\(privatePort)",
                ]) { $1 },
                log: log
            )
            state.withLock { $0.process = process }
            while process.status == nil, Moment.now < deadline {
                if isReady { return }
                try await Task.sleep(for: .milliseconds(20))
            }
            await process.destroy()
            try await Task.sleep(for: .milliseconds(100))
        }
        throw NotReady(description: "instance \(number) does not come up; see \(log)")
    }

    private var isReady: Bool {
        guard let line = try? Line(port: privatePort, patience: 2000),
            (try? line.send(request("GET", "/readyz", host: "127.0.0.1"))) != nil,
            (try? line.answer())?.status == 200,
            let admin = try? Line(port: publicPort, patience: 2000),
            (try? admin.send(request("GET", "/v1/me", host: "127.0.0.1:\(publicPort)"))) != nil
        else { return false }
        return (try? admin.answer())?.status == 401
    }

    /// Asks about each key until it is valid here.
    func learn(_ keys: [Key]) throws {
        let deadline = Moment.now + 60_000
        let line = try Line(port: privatePort, patience: 6000)
        for probe in keys.flatMap(\.probes) {
            while true {
                let (check, isOpen) = try PendingCheck(probe, .verify, at: self, on: line).finish(on: line)
                if check.outcome == .valid { break }
                guard isOpen, Moment.now < deadline else {
                    throw NotReady(description: "\(probe.name) is \(check.outcome) at instance \(number)")
                }
                pause(milliseconds: 5)
            }
        }
    }

    /// kill -9.
    func kill() async {
        let process = state.withLock { state in
            defer { state.process = nil }
            return state.process
        }
        await process?.destroy()
    }

    /// Breaks its way to the database for so many milliseconds.
    func isolate(_ mode: FaultProxy.Mode, for milliseconds: Int) async throws {
        let started = Moment.now
        proxy.set(mode)
        defer {
            proxy.set(.pass)
            if mode.isolates { state.withLock { $0.isolations.append(started...Moment.now) } }
        }
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    func freeze() {
        state.withLock { $0.process?.signal(SIGSTOP) }
    }

    func thaw() {
        state.withLock { state in
            state.continuedAt.append(.now)
            state.process?.signal(SIGCONT)
        }
    }

    /// Whether it ended without being told to: that is noted, and it has to be started again.
    func hasFallen() -> Bool {
        state.withLock { state in
            guard !state.isStarting, let status = state.process?.status else { return false }
            state.process = nil
            state.unexpectedEnds.append(status)
            return true
        }
    }
}
