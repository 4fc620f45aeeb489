/// What was answered to a transaction that was sent as a whole.
package struct Answers: Sendable {
    let rows: [Int: Rows]

    /// The answer to a query of that transaction.
    package func rows(_ pending: Transaction.Pending) throws(PostgresError) -> Rows {
        guard let rows = rows[pending.command] else { throw .invalidQuery(reason: "it is another transaction's") }
        return rows
    }
}
