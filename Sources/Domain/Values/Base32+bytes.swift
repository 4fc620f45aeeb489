// What secrets are written in, for people to type.

extension Base32 {
    /// RFC 4648, without padding, as authenticator apps read it.
    package static func encode(bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var characters: [UInt8] = []
        var (rest, bits) = (0, 0)
        for byte in bytes {
            (rest, bits) = (rest << 8 | Int(byte), bits + 8)
            while bits >= 5 {
                bits -= 5
                characters.append(alphabet[rest >> bits & 31])
            }
            rest &= 31
        }
        if bits > 0 { characters.append(alphabet[rest << (5 - bits) & 31]) }
        return String(decoding: characters, as: UTF8.self)
    }

    /// So many characters of Crockford's alphabet, five random bits each.
    package static func random(_ count: Int, using entropy: Entropy) -> String {
        String(decoding: entropy.bytes(count).map { alphabet[Int($0 & 31)] }, as: UTF8.self)
    }

    package static func isDigit(_ character: UInt8) -> Bool {
        values[Int(character)] != nil
    }
}
