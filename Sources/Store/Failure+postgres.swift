internal import Domain
internal import Postgres

extension Failure {
    /// What a client is told when the database could not do it. The cause is for the log.
    init(_ error: PostgresError) {
        switch error {
        case .commitOutcomeUnknown:
            self = .outcomeUnknown(cause: error)
        case .server(let answer) where answer.sqlState == .uniqueViolation:
            self = .conflict("Something with the same name exists already.", cause: error)
        case .server(let answer) where !answer.isRetryable:
            self = .internal(cause: error)
        case .decoding, .invalidQuery:
            self = .internal(cause: error)
        default:
            self = .unavailable(cause: error)
        }
    }
}
