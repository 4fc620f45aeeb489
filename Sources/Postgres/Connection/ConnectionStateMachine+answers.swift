import DequeModule

extension ConnectionStateMachine {
    enum Reply: Equatable {
        case success
        case error
        /// An error after which the server closes the connection.
        case fatal
        /// Not executed, because of an earlier error in the batch.
        case skipped
        case synced(TransactionStatus)
        /// No more results of this script.
        case end
    }

    enum Action: Equatable {
        case none
        case deliver(batch: Int, command: Int)
        case prepared(String)
        /// The reason belongs to the batch's first command that has no result yet.
        case notPrepared(String, batch: Int)
        case deallocated
        case notDeallocated(String)
        case complete(batch: Int, TransactionStatus)
        /// The server answered what it was not asked.
        case violation
    }

    mutating func received(_ reply: Reply, at now: Instant) -> Action {
        switch consume state {
        case .connecting(let deadline):
            self = Self(.connecting(deadline: deadline))
            return .violation
        case .closed(let error):
            self = Self(.closed(error))
            return .none
        case .open(var pipeline):
            let action = pipeline.received(reply, at: now)
            self = Self(.open(pipeline))
            return action
        }
    }
}

extension ConnectionStateMachine.Pipeline {
    mutating func received(
        _ reply: ConnectionStateMachine.Reply,
        at now: ConnectionStateMachine.Instant
    ) -> ConnectionStateMachine.Action {
        guard !batches.isEmpty, let step = batches[0].steps.first else { return reply == .end ? .none : .violation }
        lastSign = now
        let action = batches[0].received(reply, for: step)
        if case .complete(_, let status) = action {
            transaction = status
            batches.removeFirst()
        }
        return action
    }
}

extension ConnectionStateMachine.InFlight {
    mutating func received(
        _ reply: ConnectionStateMachine.Reply,
        for step: ConnectionStateMachine.Step
    ) -> ConnectionStateMachine.Action {
        switch (reply, step) {
        case (.synced(let status), .sync):
            return .complete(batch: id, status)
        case (.synced, _), (_, .sync):
            return reply == .end ? .none : .violation
        case (.end, .script):
            steps.removeFirst()
            return .none
        case (.end, _):
            return .none
        case (_, .script(let command)):
            note(reply, for: step)
            return .deliver(batch: id, command: command)
        default:
            steps.removeFirst()
            note(reply, for: step)
            return deliver(reply, of: step)
        }
    }

    private mutating func note(_ reply: ConnectionStateMachine.Reply, for step: ConnectionStateMachine.Step) {
        switch (reply, step) {
        // A backend that is ended while it waits for its standby has committed: only an ERROR means that it has not.
        case (.fatal, .commit): break
        case (.fatal, _): failure = .fatal
        case (.error, _): failure = failure ?? .error
        case (.success, .commit): commit = .answered
        default: break
        }
    }

    private func deliver(
        _ reply: ConnectionStateMachine.Reply,
        of step: ConnectionStateMachine.Step
    ) -> ConnectionStateMachine.Action {
        switch step {
        case .prepare(let name): reply == .success ? .prepared(name) : .notPrepared(name, batch: id)
        case .deallocate(let name): reply == .success ? .deallocated : .notDeallocated(name)
        case .execute(let command), .commit(let command), .script(let command): .deliver(batch: id, command: command)
        case .sync: .violation
        }
    }
}
