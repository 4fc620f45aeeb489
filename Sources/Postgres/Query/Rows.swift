/// The answer to a query, whole.
package struct Rows: RandomAccessCollection, Sendable {
    private let answer: Answer

    init(_ answer: Answer) {
        self.answer = answer
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { answer.rowCount }

    package subscript(position: Int) -> Row {
        precondition(indices.contains(position))
        return Row(answer: answer, index: position)
    }

    /// Rows inserted, updated or deleted; for SELECT the rows read.
    package var affectedRows: Int { answer.affectedRows }

    package var columns: [String] { answer.columns }

    /// The command's tag without numbers: `COMMIT`, `ROLLBACK`, `INSERT`, …
    var command: String { answer.command }
}

/// A row of an answer.
package struct Row: Sendable {
    fileprivate let answer: Answer
    fileprivate let index: Int

    package var columns: [String] { answer.columns }

    /// The value of a column, by the name it has in the answer.
    /// - Throws: `PostgresError.decoding` when there is no such column, or it holds no such value.
    package func decode<Value: PostgresDecodable>(
        _ column: String,
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let position = answer.position(of: column) else {
            throw .decoding(column: column, DecodingFailure("is not in the answer"))
        }
        return try decode(at: position, as: type)
    }

    /// The value of the column at a position, counted from 0.
    package func decode<Value: PostgresDecodable>(
        at position: Int,
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard (0..<answer.columnCount).contains(position) else {
            throw .decoding(column: "\(position)", DecodingFailure("is not in the answer"))
        }
        do {
            return try Value(decoding: answer.cell(row: index, column: position))
        } catch {
            throw .decoding(column: answer.columns[position], error)
        }
    }
}

extension Rows: CustomStringConvertible, CustomReflectable {
    /// How many, never what is in them.
    package var description: String { "\(count) rows" }

    package var customMirror: Mirror { Mirror(self, children: ["count": count]) }
}
