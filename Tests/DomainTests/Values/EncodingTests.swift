import Testing

@testable import Domain

struct EncodingTests {
    @Test(
        "base64 and base64url after RFC 4648",
        arguments: [
            ("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v"),
            ("foob", "Zm9vYg==", "Zm9vYg"),
            ("fooba", "Zm9vYmE=", "Zm9vYmE"), ("foobar", "Zm9vYmFy", "Zm9vYmFy"), ("~~?>", "fn4/Pg==", "fn4_Pg"),
        ]
    )
    func base64(plain: String, padded: String, url: String) {
        #expect(Base64.encode(plain.utf8) == padded)
        #expect(Base64.decode(padded) == Array(plain.utf8))
        #expect(Base64URL.encode(plain.utf8) == url)
        #expect(Base64URL.decode(url) == Array(plain.utf8))
    }

    @Test(
        "base64 has one form",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z", "Zg==\n", " Zg==", "Zg==Zg==", "Zm 9v", "fn4_Pg==", "=", "====",
        ]
    )
    func base64Refuses(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("base64url has one form", arguments: ["Zg==", "Zh", "Zm9", "Z", "Zg\n", "fn4/Pg", "Zm9v!", "é"])
    func base64URLRefuses(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("hex in lower case, read in either")
    func hex() {
        #expect(Hex.encode([0, 0x7f, 0xab, 0xff]) == "007fabff")
        #expect(Hex.decode("007FabFf") == [0, 0x7f, 0xab, 0xff])
        #expect(Hex.decode("") == [])
        for text in ["0", "0g", "0x", " 00", "００"] { #expect(Hex.decode(text) == nil, "\(text)") }
    }

    @Test(
        "the CRC-32 of zlib",
        arguments: [("", 0), ("123456789", 0xcbf4_3926), ("The quick brown fox jumps over the lazy dog", 0x414f_a339)]
            as [(String, UInt32)]
    )
    func crc32(text: String, checksum: UInt32) {
        #expect(CRC32.checksum(text.utf8) == checksum)
    }

    @Test(
        "six base62 characters hold 32 bits",
        arguments: [(0, "000000"), (61, "00000z"), (62, "000010"), (.max, "4gfFC3")] as [(UInt32, String)]
    )
    func base62(value: UInt32, text: String) {
        #expect(Base62.encode(value) == text)
    }

    @Test("random base62 throws away the bytes that would favour some characters")
    func rejection() {
        let feed = Entropy { count in Array(repeating: 255, count: count - 1) + [123] }
        #expect(Base62.random(3, using: feed) == "zzz")
    }

    @Test("random base62 uses every character about as often")
    func uniform() {
        let text = Base62.random(62_000, using: .seeded(3))
        let counts = Dictionary(text.utf8.map { ($0, 1) }, uniquingKeysWith: +)
        #expect(counts.count == 62)
        #expect(counts.values.allSatisfy { 850...1150 ~= $0 })
    }
}
