import Crypto
import Testing

@testable import Domain

struct PeppersTests {
    let key = KeyString.mint(prefix: "sk", environment: .live, route: route(), using: .seeded(1))

    @Test("a digest is HMAC-SHA-256 over the whole string under the newest pepper")
    func digests() {
        let digest = peppers(2, 1).digest(key)
        let expected = HMAC<SHA256>.authenticationCode(
            for: Array(key.whole.expose().utf8),
            using: SymmetricKey(data: [UInt8](repeating: 2, count: 32))
        )
        #expect(digest == KeyDigest(pepperID: 2, mac: Array(expected)))
    }

    @Test("so it is whatever the pepper's length", arguments: [32, 63, 64, 65, 200])
    func digestsWithAnyLength(_ length: Int) throws {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let pepper = try #require(Pepper(id: 1, bytes: bytes))
        let digest = try #require(Peppers(newestFirst: [pepper])).digest(key)
        let expected = HMAC<SHA256>.authenticationCode(
            for: Array(key.whole.expose().utf8),
            using: SymmetricKey(data: bytes)
        )
        #expect(digest.mac == Array(expected))
    }

    @Test("matches its own digest under any pepper still there, and nothing else")
    func matches() {
        let old = peppers(1).digest(key)
        #expect(peppers(1).matches(key, old))
        #expect(peppers(3, 2, 1).matches(key, old))
        #expect(!peppers(3, 2).matches(key, old))
        #expect(!peppers(2, 1).matches(key, KeyDigest(pepperID: 2, mac: old.mac)))
        let other = KeyString.mint(prefix: "sk", environment: .live, route: route(), using: .seeded(2))
        #expect(!peppers(1).matches(other, old))
        for mac in [[], Array(old.mac.dropLast()), old.mac + [0], [UInt8](repeating: 0, count: 32)] {
            #expect(!peppers(1).matches(key, KeyDigest(pepperID: 1, mac: mac)))
        }
        for bit in 0..<256 {
            var mac = old.mac
            mac[bit / 8] ^= 1 << (bit % 8)
            #expect(!peppers(1).matches(key, KeyDigest(pepperID: 1, mac: mac)))
        }
    }

    @Test("a digest of a pepper that is gone does not match even the newest's own digest")
    func goneID() {
        let digest = peppers(2).digest(key)
        #expect(!peppers(2).matches(key, KeyDigest(pepperID: 1, mac: digest.mac)))
    }

    @Test("derives a key for each purpose and pepper, newest first")
    func derives() {
        let cursors = peppers(2, 1).derive(purpose: "cursor")
        let answers = peppers(2, 1).derive(purpose: "idempotency")
        #expect(cursors.map(\.id) == [2, 1])
        let keys = (cursors + answers).map { $0.key.withUnsafeBytes { Array($0) } }
        #expect(Set(keys).count == 4)
        #expect(keys.allSatisfy { $0.count == 32 })
        #expect(peppers(2, 1).derive(purpose: "cursor").map(\.key) == cursors.map(\.key))
    }

    @Test("reads its setting, newest first")
    func parses() throws {
        let first = Base64.encode([UInt8](repeating: 1, count: 32))
        let second = Base64.encode([UInt8](repeating: 2, count: 48))
        let parsed = try Peppers(parsing: "32767:\(second),1:\(first)")
        #expect(parsed.all.map(\.id) == [32_767, 1])
        #expect(parsed.newest.id == 32_767)
        #expect(parsed.matches(key, peppers(1).digest(key)))
    }

    static let good = Base64.encode([UInt8](repeating: 1, count: 32))
    static let short = Base64.encode([UInt8](repeating: 1, count: 31))

    @Test(
        "says what is wrong with its setting, by entry, and never what it says",
        arguments: [
            ("", .empty), (",", .malformed(entry: 1)), ("1", .malformed(entry: 1)), (good, .malformed(entry: 1)),
            (":\(good)", .malformed(entry: 1)), ("0:\(good)", .malformed(entry: 1)),
            ("-1:\(good)", .malformed(entry: 1)),
            ("32768:\(good)", .malformed(entry: 1)), ("99999999999999999999:\(good)", .malformed(entry: 1)),
            ("1:\(good),", .malformed(entry: 2)), ("1:\(good), 2:\(good)", .malformed(entry: 2)),
            ("1:\(good.dropLast())", .malformed(entry: 1)), ("1:\(good)\n", .malformed(entry: 1)),
            ("2:\(good),1:\(short)", .shorterThan32Bytes(entry: 2)), ("1:", .shorterThan32Bytes(entry: 1)),
            ("1:\(good),1:\(good)", .duplicateID(1)), ("1:\(good),01:\(good)", .duplicateID(1)),
        ] as [(String, Peppers.Invalid)]
    )
    func refuses(setting: String, reason: Peppers.Invalid) {
        #expect(throws: reason) { try Peppers(parsing: setting) }
    }

    @Test("is never printed")
    func redacted() {
        var dumped = ""
        dump(peppers(2, 1), to: &dumped)
        #expect(dumped.contains("[redacted]"))
        #expect(!dumped.contains("SymmetricKey"))
    }
}
