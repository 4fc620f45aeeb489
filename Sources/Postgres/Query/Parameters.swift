/// Parameters of a query in binary format, one behind the other. Prints how many, never which.
package struct Parameters: Sendable {
    /// OIDs.
    private(set) var types: [UInt32] = []
    private var lengths: [Int32?] = []
    private var bytes: [UInt8] = []

    package var count: Int { types.count }

    mutating func append(_ value: some PostgresEncodable) {
        types.append(type(of: value).postgresType.oid)
        guard !value.isNull else { return lengths.append(nil) }
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
        // One byte more, so that the pointer to an empty value is not nil, which would say NULL.
        (bytes + [0]).withUnsafeBytes { buffer in
            var offset = 0
            let pointers = lengths.map { length -> UnsafePointer<CChar>? in
                guard let length, let start = buffer.baseAddress else { return nil }
                defer { offset += Int(length) }
                return (start + offset).assumingMemoryBound(to: CChar.self)
            }
            return body(pointers, lengths.map { $0 ?? 0 })
        }
    }
}

extension Parameters: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(count) parameters" }

    package var customMirror: Mirror { Mirror(self, children: ["count": count]) }
}
