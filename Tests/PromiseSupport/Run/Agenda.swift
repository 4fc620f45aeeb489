import Synchronization

/// What is to be done: the tightenings in the order of the plan, and, when it is time, what takes them back.
final class Agenda: Sendable {
    typealias Job = @Sendable () -> Void

    private struct State {
        var next = 0
        var finished = 0
        var later: [(at: Moment, job: Job)] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let tightenings: [Plan.Tightening]

    init(_ plan: Plan) {
        tightenings = plan.tightenings
    }

    var isDone: Bool { state.withLock { $0.finished == tightenings.count || $0.isStopped } }

    func stop() {
        state.withLock { $0.isStopped = true }
    }

    func add(in milliseconds: Int, _ job: @escaping Job) {
        let at = Moment.now + milliseconds
        state.withLock { $0.later.append((at, job)) }
    }

    /// Works on it until all tightenings are done.
    func work(_ tighten: (Plan.Tightening) -> Void) {
        while !isDone {
            if let job = dueJob() {
                job()
            } else if let tightening = nextTightening() {
                tighten(tightening)
                state.withLock { $0.finished += 1 }
            } else {
                pause(milliseconds: 5)
            }
        }
    }

    private func dueJob() -> Job? {
        let now = Moment.now
        return state.withLock { state in
            guard let index = state.later.firstIndex(where: { $0.at <= now }) else { return nil }
            return state.later.remove(at: index).job
        }
    }

    private func nextTightening() -> Plan.Tightening? {
        state.withLock { state in
            guard state.next < tightenings.count else { return nil }
            state.next += 1
            return tightenings[state.next - 1]
        }
    }
}
