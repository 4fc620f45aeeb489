import DequeModule

/// What a connection may do next, and to which batch an answer belongs. No I/O, no clock: every event changes the state
/// and returns what to do about it.
struct ConnectionStateMachine: ~Copyable {
    typealias Instant = ContinuousClock.Instant

    enum State: ~Copyable {
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

    var state: State

    init(_ state: consuming State) {
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
