import Testing

@testable import Domain

struct KeyStringTests {
    let sample = KeyString.mint(prefix: "sk", environment: .live, route: route(), using: .seeded(1))

    @Test("a minted key has the form of the design, and parses to itself", arguments: Environment.allCases)
    func mints(environment: Environment) throws {
        for (seed, prefix) in ["sk", "ptn", "mch", "a1", "abcdefghijkl"].enumerated() {
            let key = KeyString.mint(
                prefix: prefix,
                environment: environment,
                route: route(),
                using: .seeded(UInt64(seed))
            )
            let text = key.whole.expose()
            #expect(text.hasPrefix("\(prefix)_\(environment == .live ? "live" : "test")_aB3xY9"))
            #expect(text.utf8.count == prefix.utf8.count + 6 + 16 + 43 + 6)
            let parsed = try #require(KeyString.parse(text))
            #expect(parsed.prefix == prefix)
            #expect(parsed.environment == environment)
            #expect(parsed.kid == key.kid)
            #expect(parsed.kid.description.utf8.count == 16)
            #expect(parsed.route == route())
            #expect(parsed.whole.expose() == text)
        }
    }

    @Test("two keys share neither kid nor secret")
    func differs() {
        let other = KeyString.mint(prefix: "sk", environment: .live, route: route(), using: .seeded(2))
        #expect(sample.kid != other.kid)
        #expect(sample.whole.expose().dropFirst(24) != other.whole.expose().dropFirst(24))
    }

    @Test("every typo of one character is caught")
    func typos() {
        let text = Array(sample.whole.expose().utf8)
        let replacements = (UInt8(0x20)...0x7e).map { $0 } + [0x00, 0x09, 0x0a, 0x7f]
        for position in text.indices {
            for replacement in replacements where replacement != text[position] {
                var typo = text
                typo[position] = replacement
                #expect(KeyString.parse(String(decoding: typo, as: UTF8.self)) == nil, "at \(position)")
            }
        }
    }

    @Test("a character lost, doubled or swapped with its neighbour is caught")
    func slips() {
        let text = Array(sample.whole.expose().utf8)
        for position in text.indices {
            var lost = text
            lost.remove(at: position)
            var doubled = text
            doubled.insert(text[position], at: position)
            for slip in [lost, doubled] { #expect(KeyString.parse(String(decoding: slip, as: UTF8.self)) == nil) }
            guard position > 0, text[position] != text[position - 1] else { continue }
            var swapped = text
            swapped.swapAt(position, position - 1)
            #expect(KeyString.parse(String(decoding: swapped, as: UTF8.self)) == nil)
        }
    }

    @Test(
        "refuses another form even with a right checksum",
        arguments: [
            "SK_live_", "_live_", "s_live_", "1k_live_", "s-k_live_", "sk_prod_", "sk_LIVE_", "sk__", "sk_live__",
            "live_",
            "sk_a_live_", "abcdefghijklm_live_", "sé_live_", " sk_live_",
        ]
    )
    func forms(start: String) {
        let body = start + String(repeating: "a", count: 59)
        #expect(KeyString.parse(body + Base62.encode(CRC32.checksum(body.utf8))) == nil)
        let well = "sk_live_" + String(repeating: "a", count: 59)
        #expect(KeyString.parse(well + Base62.encode(CRC32.checksum(well.utf8))) != nil)
    }

    @Test("refuses too short, too long, and an enormous text", arguments: [0, 1, 58, 60, 100_000])
    func lengths(count: Int) {
        let body = "sk_live_" + String(repeating: "a", count: count)
        #expect(KeyString.parse(body + Base62.encode(CRC32.checksum(body.utf8))) == nil)
    }

    @Test("shows prefix and kid, never the rest")
    func shown() {
        let secret = sample.whole.expose().dropFirst(24)
        let shown = "sk_live_\(sample.kid)…"
        #expect("\(sample)" == shown)
        var dumped = ""
        dump(sample, to: &dumped)
        for text in ["\(sample)", String(reflecting: sample), "\(Optional(sample) as Any)", dumped] {
            #expect(!text.contains(secret.prefix(8)))
        }
    }
}
