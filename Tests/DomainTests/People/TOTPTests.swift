import Testing

@testable import Domain

@Suite("Codes of a device")
struct TOTPTests {
    private let device = TOTP(secret: Sensitive(Array("12345678901234567890".utf8)))

    @Test(
        "are those of RFC 6238, appendix B, in six digits",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)]
    )
    func vectors(second: Int64, code: String) {
        let now = Instant(microseconds: second * 1_000_000)
        #expect(device.code(at: TOTP.step(at: now)) == code)
        #expect(device.step(of: code, at: now, after: 0) == second / 30)
    }

    @Test("are those of RFC 4226, appendix D")
    func counters() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { device.code(at: $0) } == codes)
    }

    @Test("are good one step before and after their own, and no further")
    func window() {
        let code = device.code(at: 1000)
        let accepted = (995...1005 as ClosedRange<Int64>).filter { step in
            device.step(of: code, at: Instant(microseconds: step * 30_000_000), after: 0) == 1000
        }
        #expect(accepted == [999, 1000, 1001])
        let end = Instant(microseconds: 1002 * 30_000_000)
        #expect(device.step(of: code, at: end - .microseconds(1), after: 0) == 1000)
        #expect(device.step(of: code, at: end, after: 0) == nil)
    }

    @Test("are of no use for a step that was taken, or one before it")
    func taken() {
        let now = Instant(microseconds: 1000 * 30_000_000)
        #expect(device.step(of: device.code(at: 1000), at: now, after: 999) == 1000)
        #expect(device.step(of: device.code(at: 1000), at: now, after: 1000) == nil)
        #expect(device.step(of: device.code(at: 999), at: now, after: 1000) == nil)
        #expect(device.step(of: device.code(at: 1001), at: now, after: 1000) == 1001)
    }

    @Test("need all six digits", arguments: ["", "28708", "2870822", "287082\0", "２８７０８２"])
    func malformed(code: String) {
        #expect(device.step(of: code, at: Instant(microseconds: 59_000_000), after: 0) == nil)
    }

    @Test("come of a secret of 160 bits, which the device is told in base32 and in an address")
    func told() throws {
        #expect(TOTP.make(using: .system).secret.expose().count == 20)
        #expect(TOTP.make(using: .system).text.expose() != TOTP.make(using: .system).text.expose())
        #expect(device.text.expose() == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        let user = User(id: ID(bits: 1), email: "o'neil+a&b@example.com", name: "Ada")
        #expect(
            device.url(for: user).expose()
                == """
                otpauth://totp/Latchkey:o%27neil%2Ba%26b%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                &issuer=Latchkey&algorithm=SHA1&digits=6&period=30
                """
        )
        #expect("\(device)".contains("49, 50") == false)
    }

    @Test(
        "and their secret are written in the base32 of RFC 4648, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ]
    )
    func base32(text: String, encoded: String) {
        #expect(Base32.encode(bytes: Array(text.utf8)) == encoded)
    }
}
