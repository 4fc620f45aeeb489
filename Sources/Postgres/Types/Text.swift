package import FoundationEssentials

extension String: PostgresCodable {
    package static var postgresType: PostgresType { .text }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: utf8)
    }

    /// From text, varchar, char(n), name, "char" and literals of unknown type.
    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try cell.withBytes(of: 25, 1043, 1042, 19, 18, 705) { bytes throws(DecodingFailure) in
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw DecodingFailure("is not UTF-8")
            }
            return text
        }
    }
}

/// The text of a `jsonb` value. Not parsed here; the server does.
package struct JSONText: PostgresCodable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static var postgresType: PostgresType { .jsonb }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(jsonbVersion)
        bytes.append(contentsOf: text.utf8)
    }

    /// From jsonb and json.
    package init(decoding cell: Cell) throws(DecodingFailure) {
        text = try cell.withBytes(of: 3802, 114) { bytes throws(DecodingFailure) in
            var text = bytes[...]
            if cell.typeOID == Self.postgresType.oid, text.popFirst() != jsonbVersion {
                throw DecodingFailure("has an unknown version of jsonb")
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}

private let jsonbVersion: UInt8 = 1

/// A `bytea` value.
package struct Bytes: PostgresCodable, Hashable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package static var postgresType: PostgresType { .bytea }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: self.bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        bytes = try cell.withBytes(of: 17) { Array($0) }
    }
}

extension UUID: PostgresCodable {
    package static var postgresType: PostgresType { .uuid }

    package func encode(into bytes: inout [UInt8]) {
        withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try cell.withBytes(of: 2950) { bytes throws(DecodingFailure) in
            guard bytes.count == MemoryLayout<uuid_t>.size else { throw DecodingFailure("has \(bytes.count) bytes") }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }
}
