/// A value that can be a parameter of a query.
package protocol PostgresEncodable: Sendable {
    static var postgresType: PostgresType { get }

    /// True for NULL; then `encode(into:)` is not asked.
    var isNull: Bool { get }

    /// Appends the value in PostgreSQL's binary format of `postgresType`.
    func encode(into bytes: inout [UInt8])
}

extension PostgresEncodable {
    package var isNull: Bool { false }
}

/// A value that can be read from a cell of an answer.
package protocol PostgresDecodable {
    /// Fails when the cell is NULL, of another type, or holds a value that this type cannot.
    init(decoding cell: Cell) throws(DecodingFailure)
}

package typealias PostgresCodable = PostgresEncodable & PostgresDecodable

/// Why a cell could not be decoded. Says types and rules, never the value.
package struct DecodingFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isNull: Bool { self?.isNull ?? true }

    package func encode(into bytes: inout [UInt8]) {
        self?.encode(into: &bytes)
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = cell.isNull ? nil : try Wrapped(decoding: cell)
    }
}
