/// Digits, upper case, lower case: what survives a double click and a URL.
package enum Base62 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// The value in exactly six characters, which hold any 32 bits.
    package static func encode(_ value: UInt32) -> String {
        var rest = Int(value)
        var characters = [UInt8](repeating: alphabet[0], count: 6)
        for position in characters.indices.reversed() {
            characters[position] = alphabet[rest % 62]
            rest /= 62
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// So many characters, each equally likely: bytes that would favour some are thrown away.
    package static func random(_ count: Int, using entropy: Entropy) -> String {
        var characters: [UInt8] = []
        characters.reserveCapacity(count)
        while characters.count < count {
            for byte in entropy.bytes(count - characters.count) where byte < 248 {
                characters.append(alphabet[Int(byte) % 62])
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    package static func isDigit(_ character: UInt8) -> Bool {
        value(of: character) != nil
    }

    /// What so many characters stand for; nil for others. At most ten, which fit.
    static func decode(_ characters: Span<UInt8>) -> UInt64? {
        var result: UInt64 = 0
        for index in characters.indices {
            guard let value = value(of: characters[index]) else { return nil }
            result = result * 62 + UInt64(value)
        }
        return result
    }

    /// The same of characters that are digits.
    static func value(_ digits: some Sequence<UInt8>) -> UInt64 {
        digits.reduce(0) { $0 * 62 + UInt64(value(of: $1) ?? 0) }
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 36
        default: nil
        }
    }
}
