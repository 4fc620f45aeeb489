import CLibpq

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A result as libpq keeps it. It is only read, so any thread may.
final class Answer: @unchecked Sendable {
    private let result: OpaquePointer

    /// Takes the result, and frees it in the end.
    init(taking result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    var rowCount: Int { Int(PQntuples(result)) }

    var columnCount: Int { Int(PQnfields(result)) }

    var columns: [String] {
        (0..<columnCount).map { column in PQfname(result, Int32(column)).map { String(cString: $0) } ?? "" }
    }

    /// The position of the first column of that name.
    func position(of column: String) -> Int? {
        column.withCString { name in
            (0..<columnCount).first { position in
                PQfname(result, Int32(position)).map { strcmp($0, name) == 0 } ?? false
            }
        }
    }

    func cell(row: Int, column: Int) -> Cell {
        let (row32, column32) = (Int32(row), Int32(column))
        guard PQgetisnull(result, row32, column32) == 0, let start = PQgetvalue(result, row32, column32) else {
            return Cell(typeOID: PQftype(result, column32), bytes: nil, owner: self)
        }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row32, column32)))
        return Cell(typeOID: PQftype(result, column32), bytes: bytes, owner: self)
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
