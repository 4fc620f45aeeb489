internal import Domain
internal import Postgres

extension Failure {
    /// What a client is told when the database could not do it. The cause is for the log.
    init(_ error: PostgresError) {
        switch error {
        case .commitOutcomeUnknown:
            self = .outcomeUnknown(cause: error)
        case .server(let answer) where answer.sqlState == .uniqueViolation:
            self = .conflict("This exists already.", cause: error)
        case .server(let answer) where !answer.passesByItself:
            self = .internal(cause: error)
        case .decoding, .invalidQuery:
            self = .internal(cause: error)
        default:
            self = .unavailable(cause: error)
        }
    }
}

extension ServerError {
    /// Whether the same may well work a little later: the server is short of something, shutting down, no longer the
    /// primary, or held up by somebody's lock.
    fileprivate var passesByItself: Bool {
        isRetryable || [.insufficientResources, .operatorIntervention].contains(sqlState.errorClass)
            || [.lockNotAvailable, .readOnlyTransaction].contains(sqlState)
    }
}
