import Testing

@testable import Domain

@Suite("Searching bytes for keys")
struct KeyScannerTests {
    private let entropy = Entropy.seeded(7)

    private func key(_ prefix: String = "tnt", _ environment: Environment = .live) -> String {
        KeyString.mint(prefix: prefix, environment: environment, route: .make(using: entropy), using: entropy)
            .whole.expose()
    }

    @Test("a key is found wherever it stands, with what may be shown of it and no more")
    func found() throws {
        for prefix in ["tnt", "a0", "abcdefghijk9"] {
            for environment in Environment.allCases {
                let key = key(prefix, environment)
                let places = [("", ""), ("KEY=\"", "\"\n"), ("https://x.example/?k=", "&y=1"), ("\u{1F511}", "_")]
                for (before, behind) in places {
                    let found = findings(in: before + key + behind)
                    let finding = try #require(found.first)
                    #expect(found.count == 1)
                    #expect(finding.offset == before.utf8.count && finding.length == key.utf8.count)
                    #expect(finding.shown == KeyString.parse(key)?.description)
                    #expect(finding.prefix == prefix && finding.environment == environment)
                    #expect(!finding.shown.contains(key.suffix(49)))
                }
            }
        }
    }

    @Test("what is glued to a key hides nothing of it: letters before the prefix, digits behind the end, another key")
    func glued() {
        let (one, two) = (key(), key("sk", .test))
        for text in ["x\(one)", "%3d\(one)", "_\(one)", "live_\(one)", "\(one)abc", "\(one)\(one.suffix(20))"] {
            #expect(findings(in: text).map(\.length) == [one.utf8.count], "\(text)")
        }
        #expect(findings(in: one + two).map(\.prefix) == ["tnt", "sk"])
        #expect(findings(in: "\(one)\(two)\(one)").count == 3)
    }

    @Test("what is no key to its last character is none: another checksum, a character too few, another alphabet")
    func refused() {
        let key = key()
        var wrong = ["", "_live_", "tnt_live_", String(key.dropLast()), String(key.dropFirst(3)), key.uppercased()]
        wrong += [key.replacing("_live_", with: "_prod_"), key.replacing("_live_", with: "_test_")]
        wrong += [key.replacing("tnt", with: "tnu"), key.replacing("tnt", with: "TNT")]
        wrong += [key.replacing("tnt_", with: "tnt-")]
        for index in [9, 30, 50, 70] {
            var bytes = Array(key.utf8)
            bytes[index] = bytes[index] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
            wrong.append(String(decoding: bytes, as: UTF8.self))
            bytes[index] = UInt8(ascii: "-")
            wrong.append(String(decoding: bytes, as: UTF8.self))
        }
        for text in wrong { #expect(findings(in: text + String(repeating: " ", count: 100)).isEmpty, "\(text)") }
    }

    @Test("a key is found whichever way it is cut into blocks")
    func blocks() {
        let text = Array("\(key()) and \(key("ab"))\(key("sk", .test)), _live_ \(key())".utf8)
        let whole = findings(in: text).map(\.offset)
        #expect(whole.count == 4)
        for size in 1...text.count { #expect(findings(in: text, blocksOf: size) == whole, "blocks of \(size)") }
    }

    @Test("what it finds in bytes made at random is what trying every place finds", arguments: 0..<6)
    func differential(seed: UInt64) {
        let random = Entropy.seeded(seed)
        for _ in 0..<60 {
            var bytes: [UInt8] = []
            for byte in random.bytes(24) {
                switch byte % 8 {
                case 0: bytes += Array(key(["a0", "tnt", "abcdefghijkl"][Int(byte / 8) % 3]).utf8)
                case 1: bytes += Array(key().utf8.dropLast(Int(byte / 8)))
                case 2: bytes += Array("_live_".utf8)
                case 3: bytes += Array("x_test_0".utf8)
                case 4: bytes += Array(key("zz", .test).utf8.map { $0 == byte ? $0 &+ 1 : $0 })
                default: bytes += random.bytes(Int(byte) % 20)
                }
            }
            let expected = naive(bytes)
            #expect(findings(in: bytes).map(\.offset) == expected, "seed \(seed)")
            #expect(findings(in: bytes, blocksOf: 1 + Int(random.bytes(1)[0]) % 100) == expected, "seed \(seed)")
        }
    }

    @Test("a text is shown without the secrets in it")
    func redaction() {
        let (one, two) = (key(), key("sk", .test))
        let text = KeyScanner.redacted("a \(one)/\(two) ü")
        #expect(text == "a \(one.prefix(25))…/\(two.prefix(24))… ü")
        #expect(KeyScanner.redacted("nothing_live_here") == "nothing_live_here")
        #expect(KeyScanner.finds(in: "x\(one)") && !KeyScanner.finds(in: text))
    }

    private func findings(in text: String) -> [KeyScanner.Finding] { findings(in: Array(text.utf8)) }

    private func findings(in bytes: [UInt8]) -> [KeyScanner.Finding] {
        var found: [KeyScanner.Finding] = []
        bytes.withUnsafeBytes { bytes in _ = KeyScanner.scan(bytes) { found.append($0) } }
        return found
    }

    /// The offsets of keys, reading so many bytes at a time and keeping no more than has to be kept.
    private func findings(in bytes: [UInt8], blocksOf size: Int) -> [Int] {
        var found: [Int] = []
        var (held, base, start, rest) = ([UInt8](), 0, 0, bytes[...])
        while !rest.isEmpty {
            held += rest.prefix(size)
            rest = rest.dropFirst(size)
            let stop = held.withUnsafeBytes { held in
                KeyScanner.scan(held, from: start) { found.append(base + $0.offset) }
            }
            let kept = max(0, stop - KeyScanner.lead)
            held.removeFirst(kept)
            (base, start) = (base + kept, stop - kept)
        }
        return found
    }

    /// The parser of keys, at every marker with every prefix.
    private func naive(_ bytes: [UInt8]) -> [Int] {
        bytes.indices.compactMap { marker in
            guard marker + 71 <= bytes.count, bytes[marker] == UInt8(ascii: "_") else { return nil }
            let starts = (2...12).map { marker - $0 }.filter { $0 >= 0 }
            return starts.first { start in
                let slice = bytes[start..<marker + 71]
                return slice.allSatisfy { $0 < 0x80 } && KeyString.parse(String(decoding: slice, as: UTF8.self)) != nil
            }
        }
    }
}
