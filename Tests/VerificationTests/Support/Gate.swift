import Domain
import NIOHTTP1
import Synchronization

@testable import Verification

/// Holds requests until it is opened, and tells how many it holds.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var arrived = 0
    }

    private let state = Mutex(State())

    var arrived: Int { state.withLock { $0.arrived } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume() }
    }
}

/// Counts from several tasks.
final class Counter: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func increment() {
        value.withLock { $0 += 1 }
    }
}

extension Route {
    /// Answers at once with what was asked: the query.
    static let echo = Route("/echo", [.GET], .anybody) { request throws(Failure) in
        .now(Answer(status: .ok, content: .text(String(request.query ?? ""))))
    }

    /// The same, one turn of the scheduler later.
    static let slowEcho = Route("/slow", [.GET], .anybody) { request throws(Failure) in
        .later {
            await Task.yield()
            return Answer(status: .ok, content: .text(String(request.query ?? "")))
        }
    }

    /// Answers once the gate is open.
    static func gated(_ gate: Gate) -> Route {
        Route("/gated", [.GET], .anybody) { request throws(Failure) in
            .later {
                await gate.pass()
                return Answer(status: .ok, content: .text(String(request.query ?? "")))
            }
        }
    }

    /// A long answer.
    static func bulk(_ bytes: Int) -> Route {
        Route("/bulk", [.GET], .anybody) { request throws(Failure) in
            .now(
                Answer(
                    status: .ok,
                    content: Answer.Content(type: "text/plain", bytes: Array(repeating: 0x61, count: bytes))
                )
            )
        }
    }
}

extension Answer.Content {
    static func text(_ text: String) -> Self {
        Answer.Content(type: "text/plain", bytes: Array(text.utf8))
    }
}
