/// Crockford's base32 in lower case, as TypeID writes 128 bits: 26 characters, the first at most `7`.
package enum Base32 {
    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    static let values: [UInt8?] = reverse(of: alphabet)

    package static func encode(_ bits: UInt128) -> String {
        encode(bits, after: "")
    }

    /// The same, behind a prefix.
    static func encode(_ bits: UInt128, after prefix: String) -> String {
        let start = prefix.utf8.count
        return String(unsafeUninitializedCapacity: start + 26) { text in
            _ = text.initialize(fromContentsOf: prefix.utf8)
            var rest = bits
            for index in (start..<start + 26).reversed() {
                text.initializeElement(at: index, to: alphabet[Int(truncatingIfNeeded: rest) & 31])
                rest >>= 5
            }
            return start + 26
        }
    }

    /// Nil unless exactly 26 lower-case characters of the alphabet that do not overflow 128 bits.
    package static func decode(_ text: some Collection<UInt8>) -> UInt128? {
        guard text.count == 26, let first = text.first, first <= UInt8(ascii: "7") else { return nil }
        var bits: UInt128 = 0
        for character in text {
            guard let value = values[Int(character)] else { return nil }
            bits = bits << 5 | UInt128(value)
        }
        return bits
    }
}

/// For each byte its position in the alphabet.
func reverse(of alphabet: [UInt8]) -> [UInt8?] {
    var values = [UInt8?](repeating: nil, count: 256)
    for (value, character) in alphabet.enumerated() {
        values[Int(character)] = UInt8(value)
    }
    return values
}
