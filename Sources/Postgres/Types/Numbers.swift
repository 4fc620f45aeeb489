extension Bool: PostgresCodable {
    package static var postgresType: PostgresType { .bool }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(self ? 1 : 0)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try cell.withBytes(of: 16) { bytes throws(DecodingFailure) in
            try bytes.bigEndian(as: UInt8.self) != 0
        }
    }
}

extension Int16: PostgresCodable {
    package static var postgresType: PostgresType { .int2 }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: self)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try decodeInteger(cell)
    }
}

extension Int32: PostgresCodable {
    package static var postgresType: PostgresType { .int4 }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: self)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try decodeInteger(cell)
    }
}

extension Int64: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: self)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try decodeInteger(cell)
    }
}

extension Int: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: Int64(self))
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try decodeInteger(cell)
    }
}

extension Double: PostgresCodable {
    package static var postgresType: PostgresType { .float8 }

    package func encode(into bytes: inout [UInt8]) {
        bytes.append(bigEndian: bitPattern)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try cell.withBytes(of: 701, 700) { bytes throws(DecodingFailure) in
            bytes.count == 4
                ? Double(Float(bitPattern: try bytes.bigEndian(as: UInt32.self)))
                : Double(bitPattern: try bytes.bigEndian(as: UInt64.self))
        }
    }
}

/// An integer of any width, and an `oid`; one that does not fit is refused rather than cut.
private func decodeInteger<Value: FixedWidthInteger>(_ cell: Cell) throws(DecodingFailure) -> Value {
    let wide = try cell.withBytes(of: 20, 21, 23, 26) { bytes throws(DecodingFailure) -> Int64 in
        switch (cell.typeOID, bytes.count) {
        case (26, _): Int64(try bytes.bigEndian(as: UInt32.self))
        case (_, 2): Int64(try bytes.bigEndian(as: Int16.self))
        case (_, 4): Int64(try bytes.bigEndian(as: Int32.self))
        default: try bytes.bigEndian(as: Int64.self)
        }
    }
    guard let value = Value(exactly: wide) else {
        throw DecodingFailure("does not fit in \(Value.self)")
    }
    return value
}
