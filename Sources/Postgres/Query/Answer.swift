import CLibpq

/// A result as libpq keeps it. It is only read, so any thread may.
final class Answer: @unchecked Sendable {
    private let result: OpaquePointer

    let rowCount: Int
    let columns: [String]
    private let types: [UInt32]

    /// Takes the result, and frees it in the end.
    init(taking result: OpaquePointer) {
        self.result = result
        rowCount = Int(PQntuples(result))
        let indexes = 0..<PQnfields(result)
        columns = indexes.map { index in PQfname(result, index).map { String(cString: $0) } ?? "" }
        types = indexes.map { PQftype(result, $0) }
    }

    deinit {
        PQclear(result)
    }

    func cell(row: Int, column: Int) -> Cell {
        let (row32, column32) = (Int32(row), Int32(column))
        guard PQgetisnull(result, row32, column32) == 0, let start = PQgetvalue(result, row32, column32) else {
            return Cell(typeOID: types[column], bytes: nil, owner: self)
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row32, column32)))
        return Cell(typeOID: types[column], bytes: bytes, owner: self)
    }

    /// The command was not executed, because an earlier one of its batch failed.
    var isSkipped: Bool { PQresultStatus(result) == PGRES_PIPELINE_ABORTED }

    /// `INSERT`, `SELECT`, `COMMIT`, …: the command's tag without its numbers.
    var command: String {
        String(cString: PQcmdStatus(result)).prefix { $0 != " " }.description
    }

    /// Rows that were written, or those that were read; 0 for commands that do neither.
    var affectedRows: Int {
        Int(String(cString: PQcmdTuples(result))) ?? 0
    }
}
