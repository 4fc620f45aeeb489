/// Parameters of a query in binary format, one behind the other. Prints how many, never which.
package struct Parameters: Sendable {
    /// OIDs.
    private(set) var types: [UInt32] = []
    /// -1 for NULL.
    private var lengths: [Int32] = []
    private var bytes: [UInt8] = []

    package var count: Int { types.count }

    mutating func append(_ value: some PostgresEncodable) {
        types.append(type(of: value).postgresType.oid)
        guard !value.isNull else { return lengths.append(-1) }
        let start = bytes.count
        value.encode(into: &bytes)
        lengths.append(Int32(bytes.count - start))
    }

    mutating func append(_ others: Parameters) {
        types += others.types
        lengths += others.lengths
        bytes += others.bytes
    }

    /// As libpq takes them: pointers to the values, nil for NULL, and their lengths.
    func withPointers<Value>(_ body: ([UnsafePointer<CChar>?], [Int32]) -> Value) -> Value {
        // The pointer to an empty value must not be nil, which would say NULL.
        bytes.isEmpty
            ? [0].withUnsafeBytes { withPointers(into: $0, body) }
            : bytes.withUnsafeBytes { withPointers(into: $0, body) }
    }

    private func withPointers<Value>(
        into buffer: UnsafeRawBufferPointer,
        _ body: ([UnsafePointer<CChar>?], [Int32]) -> Value
    ) -> Value {
        var offset = 0
        let pointers = lengths.map { length -> UnsafePointer<CChar>? in
            guard length >= 0, let start = buffer.baseAddress else { return nil }
            defer { offset += Int(length) }
            return (start + offset).assumingMemoryBound(to: CChar.self)
        }
        return body(pointers, lengths)
    }
}

extension Parameters: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(count) parameters" }

    package var customMirror: Mirror { Mirror(self, children: ["count": count]) }
}
