package import FoundationEssentials

/// A type that PostgreSQL has arrays of. An `Optional` of one stands for arrays that hold NULLs.
package protocol PostgresArrayElement {}

extension Bool: PostgresArrayElement {}
extension Int16: PostgresArrayElement {}
extension Int32: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension String: PostgresArrayElement {}
extension JSONText: PostgresArrayElement {}
extension Bytes: PostgresArrayElement {}
extension UUID: PostgresArrayElement {}
extension Timestamp: PostgresArrayElement {}
extension Inet: PostgresArrayElement {}
extension CIDR: PostgresArrayElement {}
extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {}

extension Array: PostgresEncodable where Element: PostgresArrayElement & PostgresEncodable {
    package static var postgresType: PostgresType {
        PostgresType(oid: Element.postgresType.arrayOID, arrayOID: 0)
    }

    /// One dimension with a lower bound of 1, or none when empty: what the server itself sends.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: Int32(isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(contains(where: \.isNull) ? 1 : 0))
        bytes.append(bigEndian: Element.postgresType.oid)
        guard !isEmpty else { return }
        bytes.append(bigEndian: Int32(count))
        bytes.append(bigEndian: Int32(1))
        for element in self {
            encode(element, into: &bytes)
        }
    }

    private func encode(_ element: Element, into bytes: inout [UInt8]) {
        guard !element.isNull else { return bytes.append(bigEndian: Int32(-1)) }
        let start = bytes.count
        bytes.append(bigEndian: Int32(0))
        element.encode(into: &bytes)
        let length = Int32(bytes.count - start - 4)
        Swift.withUnsafeBytes(of: length.bigEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement & PostgresDecodable {
    package init(decoding cell: Cell) throws(DecodingFailure) {
        guard arrayOIDs.contains(cell.typeOID) else {
            throw DecodingFailure("has the type with OID \(cell.typeOID), expected an array")
        }
        self = try cell.withBytes(of: cell.typeOID) { bytes throws(DecodingFailure) in
            var reader = BinaryReader(bytes)
            let dimensions = try reader.integer(as: Int32.self)
            _ = try reader.integer(as: Int32.self)
            let elementOID = try reader.integer(as: UInt32.self)
            guard dimensions != 0 else { return [] }
            guard dimensions == 1 else { throw DecodingFailure("is no array of one dimension") }
            let count = try reader.integer(as: Int32.self)
            _ = try reader.integer(as: Int32.self)
            return try decodeElements(count: Int(count), typeOID: elementOID, from: &reader, of: cell)
        }
    }
}

private func decodeElements<Element: PostgresDecodable>(
    count: Int,
    typeOID: UInt32,
    from reader: inout BinaryReader,
    of cell: Cell
) throws(DecodingFailure) -> [Element] {
    var elements: [Element] = []
    for _ in 0..<max(count, 0) {
        let length = try reader.integer(as: Int32.self)
        let bytes = length < 0 ? nil : try reader.bytes(Int(length))
        elements.append(try Element(decoding: cell.part(typeOID: typeOID, bytes)))
    }
    return elements
}

/// The arrays of every type that some element here can be read from.
private let arrayOIDs: Set<UInt32> = [
    199, 651, 1000, 1001, 1002, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1028, 1041, 1185, 2951, 3807,
]
