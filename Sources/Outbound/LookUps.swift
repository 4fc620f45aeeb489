internal import Domain
internal import NIOPosix
internal import Synchronization

/// Asks for names' addresses on threads of its own, since that blocks for as long as a stranger's name server likes. Whoever
/// stops waiting is not held up, what nobody waits for any more is not begun, and a name is asked for once at a time, however
/// many want it. So a slow name takes one thread, and one caller's names a quarter of them.
final class LookUps: Sendable {
    private let threads: NIOThreadPool
    private let mostWaiting: Int
    private let mostPerCaller: Int
    private let lookUp: @Sendable (String) -> [IPAddress]
    private let state: Mutex<State>

    private typealias Waiter = CheckedContinuation<[IPAddress], any Error>

    private struct LookUp {
        /// Whose thread it is, or will be.
        let caller: String
        var begun: ContinuousClock.Instant?
        var waiters: [Int: (Waiter, since: ContinuousClock.Instant)] = [:]
    }

    private struct State {
        var freeThreads: Int
        /// Those under way, and those in the queue.
        var wanted: [String: LookUp] = [:]
        var queue: [String] = []
        var running: [String: Int] = [:]
        var waiting = 0
        var last = 0
    }

    /// - Parameters:
    ///   - mostWaiting: beyond which nobody is let in.
    ///   - lookUp: blocks.
    init(threads: Int, mostWaiting: Int = 1024, _ lookUp: @escaping @Sendable (String) -> [IPAddress]) {
        self.threads = NIOThreadPool(numberOfThreads: threads)
        self.threads.start()
        self.mostWaiting = mostWaiting
        mostPerCaller = max(1, threads / 4)
        self.lookUp = lookUp
        state = Mutex(State(freeThreads: threads))
    }

    /// - Parameter caller: who shares threads with nobody else; by default each name is for itself.
    /// - Throws: `OutboundFailure.busy` when it is our queue that took the time.
    func addresses(of name: String, for caller: String?) async throws -> [IPAddress] {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { join($0, number, name, caller ?? name) }
        } onCancel: {
            leave(number, name)
        }
    }

    private func join(_ waiter: Waiter, _ number: Int, _ name: String, _ caller: String) {
        let refusal: (any Error)? = state.withLock { state in
            guard !Task.isCancelled else { return CancellationError() }
            guard state.waiting < mostWaiting else { return OutboundFailure.busy }
            state.waiting += 1
            if state.wanted[name] == nil { state.queue.append(name) }
            state.wanted[name, default: LookUp(caller: caller)].waiters[number] = (waiter, .now)
            return nil
        }
        if let refusal { return waiter.resume(throwing: refusal) }
        beginNext()
    }

    /// Its name is asked for to the end when that has begun, and whoever wants it meanwhile waits for that answer.
    private func leave(_ number: Int, _ name: String) {
        let left: (Waiter, wasOurs: Bool)? = state.withLock { state in
            guard let wanted = state.wanted[name], let (waiter, since) = wanted.waiters[number] else { return nil }
            state.waiting -= 1
            state.wanted[name]?.waiters[number] = nil
            guard let begun = wanted.begun else {
                if wanted.waiters.count == 1 {
                    state.wanted[name] = nil
                    state.queue.removeAll { $0 == name }
                }
                return (waiter, true)
            }
            // More of the wait was ours than the name server's.
            return (waiter, begun - since > .now - begun)
        }
        guard let (waiter, wasOurs) = left else { return }
        waiter.resume(throwing: wasOurs ? OutboundFailure.busy : CancellationError())
    }

    private func beginNext() {
        let next: String? = state.withLock { state in
            guard state.freeThreads > 0 else { return nil }
            let place = state.queue.firstIndex { name in
                state.wanted[name].map { state.running[$0.caller, default: 0] < mostPerCaller } ?? false
            }
            guard let place else { return nil }
            let name = state.queue.remove(at: place)
            guard let caller = state.wanted[name]?.caller else { return nil }
            state.freeThreads -= 1
            state.running[caller, default: 0] += 1
            state.wanted[name]?.begun = .now
            return name
        }
        guard let next else { return }
        threads.submit { _ in self.end(next, self.lookUp(next)) }
    }

    private func end(_ name: String, _ addresses: [IPAddress]) {
        let waiters = state.withLock { state in
            state.freeThreads += 1
            guard let ended = state.wanted.removeValue(forKey: name) else { return [Waiter]() }
            state.waiting -= ended.waiters.count
            let others = state.running[ended.caller, default: 1] - 1
            state.running[ended.caller] = others > 0 ? others : nil
            return ended.waiters.values.map(\.0)
        }
        for waiter in waiters { waiter.resume(returning: addresses) }
        beginNext()
    }
}
