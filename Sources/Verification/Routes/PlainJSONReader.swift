internal import NIOCore

/// Reads the commonest part of JSON, and nothing else of it. White space before what is read is skipped.
struct PlainJSONReader {
    private let bytes: ByteBuffer
    private var offset = 0

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    /// Whether nothing but white space is left.
    var isAtEnd: Bool {
        mutating get {
            skipWhiteSpace()
            return offset == bytes.readableBytes
        }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipWhiteSpace()
        guard offset < bytes.readableBytes, bytes.readableBytesUInt8Span[offset] == UInt8(ascii: character) else {
            return false
        }
        offset += 1
        return true
    }

    /// Printable ASCII without escapes, in quotation marks.
    mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = offset
        guard let end = endOfString() else { return nil }
        offset = end + 1
        return bytes.getString(at: bytes.readerIndex + start, length: end - start)
    }

    private func endOfString() -> Int? {
        let bytes = bytes.readableBytesUInt8Span
        var end = offset
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "\""): return end
            case UInt8(ascii: "\\"), 0..<0x20, 0x7f...: return nil
            default: end += 1
            }
        }
        return nil
    }

    /// A list of nothing else.
    mutating func strings(atMost most: Int) -> [String]? {
        var strings: [String] = []
        guard take("[") else { return nil }
        if take("]") { return strings }
        repeat {
            guard strings.count < most, let string = string() else { return nil }
            strings.append(string)
        } while take(",")
        return take("]") ? strings : nil
    }

    private mutating func skipWhiteSpace() {
        while offset < bytes.readableBytes, Self.isWhiteSpace(bytes.readableBytesUInt8Span[offset]) { offset += 1 }
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }
}
