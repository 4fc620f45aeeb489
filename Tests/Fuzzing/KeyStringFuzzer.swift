internal import Domain

/// `KeyString.parse`: takes what has the right form and checksum, and of that the parts that it was made of.
struct KeyStringFuzzer: Fuzzer {
    let name = "key strings"
    private let mutator = Mutator(fragments: ["_", "_live_", "_test_", "live", "sk", "0", "z", "é", "\u{0}", " ", "-"])
    private static let prefixes = ["sk", "ptn", "a1", "abcdefghijkl"]

    func `try`(_ seed: UInt64) throws -> Bool {
        var random = Random(seed: seed)
        let entropy = Entropy.seeded(seed)
        let minted = KeyString.mint(
            prefix: random.pick(Self.prefixes),
            environment: random.pick(Environment.allCases),
            route: .make(using: entropy),
            using: entropy
        )
        let original = Array(minted.whole.expose().utf8)
        var bytes = mutator.mutate(original, &random)
        // A checksum that is right again leads behind it.
        if random.oneIn(3) { bytes = Self.withChecksum(bytes) }
        // A string of the language: what is not UTF-8 cannot be presented.
        let text = String(decoding: bytes, as: UTF8.self)
        bytes = Array(text.utf8)
        let parsed = KeyString.parse(text)
        guard (parsed != nil) == Self.isKey(bytes) else {
            throw Finding(parsed == nil ? "refused, though it is a key" : "taken, though it is no key", bytes)
        }
        guard let parsed else {
            if bytes == original { throw Finding("does not take what it minted", bytes) }
            return false
        }
        let again = "\(parsed.prefix)_\(parsed.environment == .live ? "live" : "test")_\(parsed.kid)"
        guard text.hasPrefix(again), parsed.whole.expose() == text else { throw Finding("misread", bytes) }
        if bytes == original, parsed.kid != minted.kid || parsed.environment != minted.environment {
            throw Finding("read as another key than was minted", bytes)
        }
        return true
    }

    /// From the front to the back: the real one reads from the back.
    private static func isKey(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count == 3, 2...12 ~= parts[0].count,
            parts[0].allSatisfy({ 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 }), 0x61...0x7a ~= parts[0][0],
            ["live", "test"].contains(String(decoding: parts[1], as: UTF8.self)), parts[2].count == 16 + 43 + 6,
            parts[2].allSatisfy({ alphabet.contains($0) })
        else { return false }
        return bytes == withChecksum(bytes)
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    private static func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > 6 else { return bytes }
        var rest = Int(crc32(bytes.dropLast(6)))
        var digits: [UInt8] = []
        for _ in 0..<6 {
            digits.insert(alphabet[rest % 62], at: 0)
            rest /= 62
        }
        return bytes.dropLast(6) + digits
    }

    /// Bit by bit, without a table.
    private static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var remainder: UInt32 = .max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1 }
        }
        return ~remainder
    }
}
