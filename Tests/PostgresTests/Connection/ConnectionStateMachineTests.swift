import Testing

@testable import Postgres

@Suite("The state machine of a connection")
struct ConnectionStateMachineTests {
    private let start = ContinuousClock.now

    private func open() -> ConnectionStateMachine {
        var machine = ConnectionStateMachine(connectingUntil: start + .seconds(5))
        machine.connected(at: start)
        return machine
    }

    @Test("answers are delivered in the order of what was asked, batch by batch")
    func order() {
        var machine = open()
        _ = machine.submit(id: 1, steps: [.prepare("a"), .execute(0), .sync], silence: nil, at: start)
        _ = machine.submit(id: 2, steps: [.execute(0), .execute(1), .sync], silence: nil, at: start)
        let replies: [ConnectionStateMachine.Reply] = [
            .success, .success, .end, .synced(.idle), .success, .success, .synced(.inTransaction),
        ]
        let actions = replies.map { machine.received($0, at: start) }
        #expect(
            actions == [
                .prepared("a"), .deliver(batch: 1, command: 0), .none, .complete(batch: 1, .idle),
                .deliver(batch: 2, command: 0), .deliver(batch: 2, command: 1), .complete(batch: 2, .inTransaction),
            ]
        )
        let isIdle = machine.isIdle
        #expect(isIdle)
    }

    @Test("a statement that fails or is skipped is not remembered as prepared")
    func failedPreparation() {
        var machine = open()
        _ = machine.submit(
            id: 1,
            steps: [.prepare("a"), .execute(0), .prepare("b"), .execute(1), .sync],
            silence: nil,
            at: start
        )
        let actions = [.error, .skipped, .skipped, .skipped].map { machine.received($0, at: start) }
        #expect(
            actions == [
                .notPrepared("a", batch: 1), .deliver(batch: 1, command: 0), .notPrepared("b", batch: 1),
                .deliver(batch: 1, command: 1),
            ]
        )
    }

    @Test("an answer to nothing is a violation")
    func violation() {
        var machine = open()
        let unasked = machine.received(.success, at: start)
        _ = machine.submit(id: 1, steps: [.execute(0), .sync], silence: nil, at: start)
        let early = machine.received(.synced(.idle), at: start)
        #expect(unasked == .violation)
        #expect(early == .violation)
    }

    @Test("a connection lost before COMMIT was sent has changed nothing; after, nobody knows")
    func commit() {
        #expect(ending(of: [.execute(0), .sync]) == "lost")
        #expect(ending(of: [.execute(0), .commit(1), .sync]) == "unknown")
        #expect(ending(of: [.execute(0), .commit(1), .sync], after: [.success]) == "unknown")
        #expect(ending(of: [.commit(0), .sync], after: [.success]) == "settled")
    }

    @Test("COMMIT is not executed after an error, so its outcome is known")
    func commitAfterError() {
        #expect(ending(of: [.execute(0), .commit(1), .sync], after: [.error]) == "settled")
        #expect(ending(of: [.execute(0), .commit(1), .sync], after: [.fatal]) == "lost")
        #expect(ending(of: [.execute(0), .commit(1), .sync], after: [.success, .error]) == "settled")
    }

    @Test("a backend that is ended during COMMIT may have committed")
    func fatalCommit() {
        #expect(ending(of: [.execute(0), .commit(1), .sync], after: [.success, .fatal]) == "unknown")
    }

    @Test("cancelling one batch tells its task so, and the others that the connection was lost")
    func cancellation() {
        var machine = open()
        _ = machine.submit(id: 1, steps: [.execute(0), .sync], silence: nil, at: start)
        _ = machine.submit(id: 2, steps: [.execute(0), .sync], silence: nil, at: start)
        _ = machine.submit(id: 3, steps: [.commit(0), .sync], silence: nil, at: start)
        let endings = machine.close(.cancelled(batch: 2)).map { word(for: $0.ending) }
        #expect(endings == ["lost", "cancelled", "unknown"])
    }

    @Test("the deadline counts from the last sign of the server, while answers are due")
    func deadline() {
        var machine = open()
        let whenIdle = machine.deadline
        let later = start + .seconds(10)
        _ = machine.submit(id: 1, steps: [.execute(0), .execute(1), .sync], silence: .seconds(3), at: later)
        let whenAsked = machine.deadline
        _ = machine.received(.success, at: later + .seconds(2))
        let whenAnswered = machine.deadline
        #expect(whenIdle == nil)
        #expect(whenAsked == later + .seconds(3))
        #expect(whenAnswered == later + .seconds(5))
        #expect(machine.close(.deadline).map { word(for: $0.ending) } == ["timeout"])
    }

    @Test("a closed connection takes nothing more, and says why")
    func closed() {
        var machine = open()
        _ = machine.close(.lost("the cable"))
        let refusal = machine.submit(id: 1, steps: [.sync], silence: nil, at: start)
        let reply = machine.received(.success, at: start)
        #expect("\(refusal ?? .cancelled)".contains("the cable"))
        #expect(reply == .none)
        #expect(machine.close(.closed).isEmpty)
    }

    @Test("connecting has a deadline, and refuses queries")
    func connecting() {
        var machine = ConnectionStateMachine(connectingUntil: start + .seconds(5))
        let deadline = machine.deadline
        let refusal = machine.submit(id: 1, steps: [.sync], silence: nil, at: start)
        #expect(deadline == start + .seconds(5))
        #expect(refusal != nil)
        #expect(machine.close(.deadline).isEmpty)
    }

    private func ending(
        of steps: [ConnectionStateMachine.Step],
        after replies: [ConnectionStateMachine.Reply] = []
    ) -> String {
        var machine = open()
        _ = machine.submit(id: 1, steps: steps, silence: nil, at: start)
        for reply in replies { _ = machine.received(reply, at: start) }
        return machine.close(.lost("the cable")).map { word(for: $0.ending) }.joined()
    }

    private func word(for ending: ConnectionStateMachine.Ending) -> String {
        switch ending {
        case .settled: "settled"
        case .error(.connectionLost): "lost"
        case .error(.commitOutcomeUnknown): "unknown"
        case .error(.cancelled): "cancelled"
        case .error(.statementTimeout): "timeout"
        case .error(let error): "\(error)"
        }
    }
}
