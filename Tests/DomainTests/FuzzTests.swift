import Testing

@testable import Domain

/// Whatever comes in, a parser answers; and what it accepts survives being written and read again.
struct FuzzTests {
    static let rounds = 100_000

    @Test("JSON")
    func json() {
        let corpus = [
            #"{"name":"Server","scopes":["a:read","b:write"],"full_access":true,"n":[1,-2.5e3,null]}"#,
            #"["\ud83d\ude00\u00e9\n\\",{"":{}},[[[[]]]],9223372036854775808,-0.0]"#, #"{"a":1,"a":{"a":[]}}"#,
        ]
        fuzz(corpus, seed: 11, alphabet: #"{}[]":,\ntrufalse0123456789.eE+-dD "#) { bytes in
            guard let value = try? JSON(parsing: bytes) else { return true }
            _ = value.duplicateMembers
            let written = value.encoded()
            return (try? JSON(parsing: written)) == value && String(validating: written, as: UTF8.self) != nil
        }
    }

    @Test("key strings")
    func keyStrings() {
        let corpus = (0..<3).map { seed in
            KeyString.mint(prefix: "sk", environment: .live, route: route(), using: .seeded(seed)).whole.expose()
        }
        fuzz(corpus, seed: 12, alphabet: "sk_livetestABC0129") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let key = KeyString.parse(text) else { return true }
            return key.whole.expose() == text && text.hasPrefix("\(key)".dropLast()) && key.route != nil
        }
    }

    @Test("addresses and networks")
    func addresses() {
        let corpus = ["10.0.0.1/32", "192.168.0.0/16", "2001:db8::/32", "::ffff:10.0.0.0/104", "1:2:3:4:5:6:7:8", "::"]
        fuzz(corpus, seed: 13, alphabet: "0123456789abcdefF:./%") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let address = IPAddress(text)
            let network = IPNetwork(text)
            return (address.map { IPAddress($0.description) == $0 && IPAddress(bytes: $0.bytes) == $0 } ?? true)
                && (network.map { IPNetwork($0.description) == $0 && $0.contains($0.address) } ?? true)
                && (address == nil || network?.address == address)
        }
    }

    @Test("instants and dates")
    func instants() {
        let corpus = [
            "2026-11-21T12:34:56.789Z", "2024-02-29T23:59:59.999999+14:00", "0001-01-01T00:00:00-00:00", "9999-12-31",
        ]
        fuzz(corpus, seed: 14, alphabet: "0123456789-:.TZ+") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let time = Instant(rfc3339: text)
            let day = CalendarDate(text)
            return (time.map { Instant(rfc3339: $0.description)?.description == $0.description } ?? true)
                && (day.map { $0.description == text } ?? true)
        }
    }

    @Test("ids, periods, encodings, peppers and names")
    func others() {
        let corpus = [
            "key_01h455vb4pex5vsknk084sn02q", "30d", "2y", "Zm9vYmFy",
            "1:" + Base64.encode([UInt8](repeating: 7, count: 32)),
            "a name e\u{301} \u{202e}", "ada@example.com",
        ]
        fuzz(corpus, seed: 15, alphabet: "key_0123456789abcdefghz=+/,:@.") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? Peppers(parsing: text)
            let name = try? DisplayName(validating: text).text
            let email = try? EmailAddress(validating: text).text
            return (ID<APIKey>(text).map { $0.description == text } ?? true)
                && (ExpiryPreset(text).map {
                    $0.description == text && ($0.end(from: noon) ?? noon + .seconds(1)) > noon
                } ?? true)
                && (Base64.decode(text).map { Base64.encode($0) == text } ?? true)
                && (Base64URL.decode(text).map { Base64URL.encode($0) == text } ?? true)
                && (name.map { name in (try? DisplayName(validating: name).text) == name } ?? true)
                && (email.map { email in (try? EmailAddress(validating: email).text) == email } ?? true)
        }
    }

    /// Random bytes, random characters of the alphabet, and mutations of the corpus; seeded, so that a failure repeats.
    private func fuzz(_ corpus: [String], seed: UInt64, alphabet: String, holds: ([UInt8]) -> Bool) {
        var random = FuzzGenerator(seed: seed)
        let samples = corpus.map { Array($0.utf8) }
        let letters = Array(alphabet.utf8)
        for round in 0..<Self.rounds {
            let input =
                switch round % 4 {
                case 0: random.bytes(upTo: 24)
                case 1: random.letters(of: letters, upTo: 24)
                default: random.mutation(of: samples, letters: letters)
                }
            guard holds(input) else {
                Issue.record("round \(round): \(String(decoding: input, as: UTF8.self)) \(input)")
                return
            }
        }
    }
}

private struct FuzzGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// xorshift64*.
    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }

    mutating func below(_ bound: Int) -> Int {
        Int(next() >> 33) % max(1, bound)
    }

    mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<below(count + 1)).map { _ in UInt8(truncatingIfNeeded: next() >> 40) }
    }

    mutating func letters(of letters: [UInt8], upTo count: Int) -> [UInt8] {
        (0..<below(count + 1)).map { _ in letters[below(letters.count)] }
    }

    /// One to three changes: replace, insert, remove, repeat a part, cut, or splice with another sample.
    mutating func mutation(of samples: [[UInt8]], letters: [UInt8]) -> [UInt8] {
        var text = samples[below(samples.count)]
        for _ in 0...below(3) {
            let position = below(text.count)
            switch below(7) {
            case 0 where !text.isEmpty: text[position] = UInt8(truncatingIfNeeded: next() >> 40)
            case 1 where !text.isEmpty: text[position] = letters[below(letters.count)]
            case 2: text.insert(letters[below(letters.count)], at: min(position, text.count))
            case 3 where !text.isEmpty: text.remove(at: position)
            case 4: text.insert(contentsOf: text[..<position], at: min(position, text.count))
            case 5: text = Array(text[..<position])
            default: text = Array(text[..<position]) + samples[below(samples.count)].suffix(8)
            }
        }
        return text
    }
}
