import DequeModule

/// What a connection may do next, and to which batch an answer belongs. No I/O, no clock: every event changes the state
/// and returns what to do about it.
struct ConnectionStateMachine: ~Copyable {
    typealias Instant = ContinuousClock.Instant

    private enum State: ~Copyable {
        case connecting(deadline: Instant)
        case open(Pipeline)
        case closed(PostgresError)
    }

    /// Batches on their way, the oldest first. Idle when there are none.
    struct Pipeline {
        var batches: Deque<InFlight> = []
        var transaction = TransactionStatus.idle
        /// When the server last answered, or was first asked after being idle.
        var lastSign: Instant
    }

    struct InFlight {
        let id: Int
        var steps: Deque<Step>
        let silence: Duration?
        var commit: Commit
        var failure: Failure?

        enum Commit { case none, due, answered }
        enum Failure { case error, fatal }
    }

    /// What one answer is expected for.
    enum Step: Equatable {
        case prepare(String)
        case deallocate(String)
        case execute(Int)
        case commit(Int)
        case script(Int)
        case sync
    }

    private var state: State

    private init(_ state: consuming State) {
        self.state = state
    }

    init(connectingUntil deadline: Instant) {
        self.init(.connecting(deadline: deadline))
    }

    mutating func connected(at now: Instant) {
        switch consume state {
        case .connecting: self = Self(.open(Pipeline(lastSign: now)))
        case .open(let pipeline): self = Self(.open(pipeline))
        case .closed(let error): self = Self(.closed(error))
        }
    }
}

// MARK: - Asking

extension ConnectionStateMachine {
    /// Nil when the batch may be written, else why not.
    mutating func submit(id: Int, steps: [Step], silence: Duration?, at now: Instant) -> PostgresError? {
        switch consume state {
        case .connecting(let deadline):
            self = Self(.connecting(deadline: deadline))
            return .connectionLost(reason: "it is not open yet")
        case .closed(let error):
            self = Self(.closed(error))
            return error
        case .open(var pipeline):
            if pipeline.batches.isEmpty { pipeline.lastSign = now }
            let hasCommit = steps.contains { if case .commit = $0 { true } else { false } }
            pipeline.batches.append(
                InFlight(id: id, steps: Deque(steps), silence: silence, commit: hasCommit ? .due : .none)
            )
            self = Self(.open(pipeline))
            return nil
        }
    }
}

// MARK: - Answers

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

// MARK: - The end

extension ConnectionStateMachine {
    enum Cause {
        case lost(String)
        /// The task that waits for this batch was cancelled.
        case cancelled(batch: Int)
        case deadline
        /// Closed by us.
        case closed
    }

    /// How a batch ended that the server did not answer in full.
    enum Ending {
        /// All that matters was answered: COMMIT, or an error that kept the rest from being executed.
        case settled
        case error(PostgresError)
    }

    /// The connection is of no more use. Returns how the batches on their way have ended.
    mutating func close(_ cause: Cause) -> [(batch: Int, ending: Ending)] {
        switch consume state {
        case .connecting:
            self = Self(.closed(.connectionFailed(reason: cause.reason)))
            return []
        case .closed(let error):
            self = Self(.closed(error))
            return []
        case .open(let pipeline):
            self = Self(.closed(.connectionLost(reason: cause.reason)))
            return pipeline.batches.map { ($0.id, $0.ending(cause)) }
        }
    }
}

extension ConnectionStateMachine.InFlight {
    func ending(_ cause: ConnectionStateMachine.Cause) -> ConnectionStateMachine.Ending {
        switch (commit, failure) {
        case (_, .error), (.answered, _): return .settled
        case (_, .fatal): return .error(.connectionLost(reason: cause.reason))
        case (.due, nil): return .error(.commitOutcomeUnknown(reason: cause.reason))
        case (.none, nil): break
        }
        switch cause {
        case .cancelled(batch: id): return .error(.cancelled)
        case .deadline: return .error(.statementTimeout)
        default: return .error(.connectionLost(reason: cause.reason))
        }
    }
}

extension ConnectionStateMachine.Cause {
    var reason: String {
        switch self {
        case .lost(let reason): reason
        case .cancelled: "it was closed because a task was cancelled"
        case .deadline: "the server did not answer in time"
        case .closed: "it was closed"
        }
    }
}

// MARK: - What holds now

extension ConnectionStateMachine {
    private var pipeline: Pipeline? {
        switch state {
        case .open(let pipeline): pipeline
        default: nil
        }
    }

    var isConnecting: Bool {
        switch state {
        case .connecting: true
        default: false
        }
    }

    var isClosed: Bool {
        switch state {
        case .closed: true
        default: false
        }
    }

    var isIdle: Bool { pipeline?.batches.isEmpty ?? false }

    /// The server accepts any statement, and nothing is on its way.
    var isIdleAndWell: Bool { isIdle && pipeline?.transaction != .failed }

    var isInScript: Bool {
        if case .script? = pipeline?.batches.first?.steps.first { true } else { false }
    }

    func isInFlight(batch: Int) -> Bool {
        pipeline?.batches.contains { $0.id == batch } ?? false
    }

    /// When to give up on the server.
    var deadline: Instant? {
        switch state {
        case .connecting(let deadline): deadline
        case .open(let pipeline): pipeline.batches.first?.silence.map { pipeline.lastSign + $0 }
        case .closed: nil
        }
    }
}
