/// A transaction, for as long as the closure runs that it is given to. It cannot be copied or kept.
///
/// `send` only queues. What is queued travels together when an answer is awaited, and what is left at the end travels
/// with COMMIT. After an error of the server's the transaction is rolled back, even when the closure catches it, unless
/// it went back to a savepoint.
package struct Transaction: ~Copyable {
    let exchange: Exchange

    /// A query that was queued.
    package struct Pending: Sendable {
        let command: Int
    }

    /// Queues a query. Its answer may be awaited with `rows(_:)`; if nobody does, its error still undoes the
    /// transaction.
    @discardableResult
    package func send(_ query: Query) -> Pending {
        Pending(command: exchange.queue(.query(query)))
    }

    /// The answer to a queued query, once. Sends everything that is queued.
    package func rows(_ pending: Pending) async throws(PostgresError) -> Rows {
        try await exchange.answer(to: pending.command)
    }

    /// Queues a query, sends everything that is queued, and returns its answer.
    package func query(_ query: Query) async throws(PostgresError) -> Rows {
        try await rows(send(query))
    }

    /// As `query(_:)`, for the number of rows that were inserted, updated or deleted.
    @discardableResult
    package func execute(_ query: Query) async throws(PostgresError) -> Int {
        try await rows(send(query)).affectedRows
    }

    /// Queues `SET LOCAL name = 'value'`.
    /// - Throws: `invalidQuery` when the name or the value cannot be written as SQL.
    package func set(_ name: String, to value: String) throws(PostgresError) {
        _ = exchange.queue(try .set(name, to: value))
    }

    /// Queues how long the statements after it wait for a lock; nil for as long as the configuration says.
    package func setLockTimeout(_ patience: Duration?) throws(PostgresError) {
        try set("lock_timeout", to: "\((patience ?? exchange.lockTimeout).wholeMilliseconds)")
    }

    /// Queues `SET LOCAL ROLE "name"`.
    package func setRole(_ name: String) throws(PostgresError) {
        _ = exchange.queue(try .setRole(name))
    }

    /// Runs any number of statements, separated by semicolons and without parameters, as a migration has them.
    package func script(_ sql: String) async throws(PostgresError) {
        try await exchange.script(sql)
    }

    /// How often we have waited for the server so far.
    package var roundTrips: Int { exchange.roundTrips }

    /// The same transaction once more, for a type that wraps one and is itself lent to a closure and cannot be copied.
    package func reborrowed() -> Transaction {
        Transaction(exchange: exchange)
    }
}
