/// One step of a batch: what one answer of the server's belongs to.
enum Command: Sendable {
    /// Prepared once for each connection.
    case query(Query)
    /// Whose text changes each time, or that is too simple to be worth preparing.
    case utility(String)
    case commit
    /// Any number of statements without parameters. Stands alone in its batch.
    case script(String)
}

/// Commands that are sent together and answered in one round trip. After one that fails, the rest are skipped.
struct Batch: Sendable {
    var commands: [Command]
    /// How long the server may be silent while answers are due; nil for as long as it likes.
    var silence: Duration?
}

/// As the server tells it after each batch.
package enum TransactionStatus: Sendable, Equatable {
    case idle
    case inTransaction
    /// Only ROLLBACK is accepted.
    case failed
}

/// The answers to a batch, one for each command.
struct BatchAnswer: Sendable {
    var results: [Result<Rows, PostgresError>]
    /// Nil when the connection was closed right after the last answer that matters.
    var status: TransactionStatus?
    /// False when the connection must not be used for another transaction.
    var isReusable: Bool

    /// The first failure in the order of the commands: those after it were skipped because of it.
    var firstFailure: PostgresError? {
        for case .failure(let error) in results { return error }
        return nil
    }
}
