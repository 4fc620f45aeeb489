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
