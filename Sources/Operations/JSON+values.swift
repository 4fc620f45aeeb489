internal import Domain

extension JSON {
    /// RFC 3339, or null.
    init(_ instant: Instant?) {
        self = instant.map { .string($0.description) } ?? .null
    }

    /// A string, or null.
    init(_ value: (some CustomStringConvertible)?) {
        self = value.map { .string($0.description) } ?? .null
    }
}
