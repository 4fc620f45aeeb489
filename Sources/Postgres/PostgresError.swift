/// What can go wrong between us and the database. Printing one shows no parameter, no row and no DETAIL of the
/// server's.
///
/// Which one to expect: `server` for what the server refuses, told apart by `sqlState`; `connectionFailed`,
/// `poolTimeout` and `poolClosed` before anything was sent; `connectionLost`, `statementTimeout` and `cancelled` when
/// the transaction surely did not commit; `commitOutcomeUnknown` when nobody knows.
package enum PostgresError: Error, Sendable {
    /// No connection could be made: the server is down, refuses us, or did not answer in time.
    case connectionFailed(reason: String)
    /// The connection broke before COMMIT was sent, so nothing was changed.
    case connectionLost(reason: String)
    /// The connection broke after COMMIT was sent, or the server did not wait for its synchronous standby.
    case commitOutcomeUnknown(reason: String)
    /// Every connection was in use until the waiting deadline.
    case poolTimeout
    case poolClosed
    /// The statement ran longer than it may, or the server fell silent. Nothing was changed.
    case statementTimeout
    /// COMMIT was answered with ROLLBACK. Nothing was changed.
    case rolledBack
    case server(ServerError)
    case decoding(column: String, DecodingFailure)
    /// The task was cancelled. Nothing was changed.
    case cancelled
    /// A query that cannot be sent: our mistake.
    case invalidQuery(reason: String)

    /// Of an error the server told.
    package var sqlState: SQLState? {
        guard case .server(let error) = self else { return nil }
        return error.sqlState
    }

    /// Nothing was changed, and the same transaction may well succeed when it is run again at once.
    package var isRetryable: Bool {
        switch self {
        case .connectionLost: true
        case .server(let error): error.isRetryable
        default: false
        }
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .connectionFailed(let reason): "cannot connect to the database: \(reason)"
        case .connectionLost(let reason): "the connection to the database was lost: \(reason)"
        case .commitOutcomeUnknown(let reason): "nobody knows whether the transaction was committed: \(reason)"
        case .poolTimeout: "no database connection became free in time"
        case .poolClosed: "the pool of database connections is closed"
        case .statementTimeout: "the statement took too long"
        case .rolledBack: "the transaction was rolled back"
        case .server(let error): error.description
        case .decoding(let column, let failure): "column \(column) \(failure)"
        case .cancelled: "cancelled"
        case .invalidQuery(let reason): "the query cannot be sent: \(reason)"
        }
    }
}

/// An error as the server tells it, without what could hold values: no DETAIL, no HINT, no CONTEXT.
package struct ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    package let sqlState: SQLState
    /// Empty where the server would quote the value that it dislikes (classes 22 and P0).
    package let message: String
    /// May be missing, or carry the suffix of a shard.
    package let constraint: String?
    package let table: String?
    package let column: String?
    /// The cached plan no longer fits the schema, or the prepared statement is gone.
    let isStaleStatement: Bool

    package var isRetryable: Bool {
        sqlState.errorClass == .transactionRollback || isStaleStatement
    }

    package var description: String {
        let names = [("table", table), ("column", column), ("constraint", constraint)]
            .compactMap { label, name in name.map { "\(label) \($0)" } }
        return (["SQLSTATE \(sqlState)"] + (message.isEmpty ? [] : [message]) + names).joined(separator: ", ")
    }
}
