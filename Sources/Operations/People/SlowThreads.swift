internal import Foundation
internal import Synchronization

/// A few threads for work that takes long, started when there is some and ended when there is none.
///
/// Not a dispatch queue: on Linux its threads are those of Swift's own executor, of which there are as many as processors,
/// and two slow jobs would hold up everything else that the process does.
final class SlowThreads: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var threads = 0
    }

    private let most: Int
    private let state = Mutex(State())

    init(most: Int) {
        self.most = most
    }

    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            add { continuation.resume(with: Swift.Result(catching: work)) }
        }
    }

    private func add(_ job: @escaping @Sendable () -> Void) {
        let needsThread = state.withLock { state in
            state.waiting.append(job)
            guard state.threads < most else { return false }
            state.threads += 1
            return true
        }
        if needsThread { Thread.detachNewThread { self.work() } }
    }

    private func work() {
        while let job = next() { job() }
    }

    /// Nil when there is nothing left to do, and then the thread is counted out already.
    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.threads -= 1
            return nil
        }
    }
}
