/// RFC 4648 base64 with padding, as in settings and webhook secrets.
package enum Base64 {
    private static let codec = SixBitCodec(last: "+/")

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let text = codec.encode(bytes)
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    /// Nil unless the one canonical form: padded, no white space, unused bits zero.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        guard let bytes = codec.decode(digits), encode(bytes) == text else { return nil }
        return bytes
    }
}

/// RFC 4648 base64url without padding, as in tokens and cursors.
package enum Base64URL {
    private static let codec = SixBitCodec(last: "-_")

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        codec.encode(bytes)
    }

    /// Nil unless the one canonical form: no padding, no white space, unused bits zero.
    package static func decode(_ text: String) -> [UInt8]? {
        codec.decode(text.utf8)
    }
}

/// What the two alphabets share.
private struct SixBitCodec: Sendable {
    let alphabet: [UInt8]
    let values: [UInt8?]

    init(last: String) {
        alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
        values = reverse(of: alphabet)
    }

    func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var buffer: UInt32 = 0
        var held = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            held += 8
            while held >= 6 {
                held -= 6
                text.append(alphabet[Int(buffer >> UInt32(held) & 63)])
            }
        }
        if held > 0 { text.append(alphabet[Int(buffer << UInt32(6 - held) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var held = 0
        for character in text {
            guard let value = values[Int(character)] else { return nil }
            buffer = buffer << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(held)))
            }
        }
        return buffer & (1 << UInt32(held) - 1) == 0 ? bytes : nil
    }
}
