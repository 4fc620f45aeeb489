extension [UInt8] {
    /// Appends the integer in network order.
    mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// The whole buffer as one integer in network order.
    func bigEndian<Value: FixedWidthInteger>(as type: Value.Type) throws(DecodingFailure) -> Value {
        guard count == MemoryLayout<Value>.size else { throw DecodingFailure("has \(count) bytes") }
        return Value(bigEndian: loadUnaligned(as: Value.self))
    }
}

/// Reads a buffer from its start, refusing to read past its end.
struct BinaryReader {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func integer<Value: FixedWidthInteger>(as type: Value.Type) throws(DecodingFailure) -> Value {
        try bytes(MemoryLayout<Value>.size).bigEndian(as: type)
    }

    mutating func bytes(_ count: Int) throws(DecodingFailure) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= rest.count else { throw DecodingFailure("is cut short") }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
        return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
    }
}
