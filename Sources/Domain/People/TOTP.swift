internal import Crypto

/// Codes that a device and we make of a shared secret and the time (RFC 6238): SHA-1, six digits, thirty seconds, which is
/// what every authenticator app can do.
package struct TOTP: Sendable {
    package let secret: Sensitive<[UInt8]>

    /// 160 bits, as RFC 4226 recommends.
    package static let secretLength = 20
    package static let digits = 6
    /// Seconds.
    package static let period: Int64 = 30

    package init(secret: Sensitive<[UInt8]>) {
        self.secret = secret
    }

    package static func make(using entropy: Entropy) -> TOTP {
        TOTP(secret: Sensitive(entropy.bytes(secretLength)))
    }

    /// The time step that a code is of: this one, or one before or after it for a clock that is off. Nil when it is none
    /// of theirs, or of a step up to `last`, whose code was taken before.
    package func step(of code: String, at now: Instant, after last: Int64) -> Int64? {
        let present = Self.step(at: now)
        // All of them, whichever fits: how long it takes tells nothing.
        let matching = (present - 1...present + 1).filter { step in
            constantTimeEquals(self.code(at: step).utf8, code.utf8)
        }
        return matching.first { $0 > last }
    }

    static func step(at now: Instant) -> Int64 {
        now.microseconds / 1_000_000 / period
    }

    /// RFC 4226, 5.3.
    package func code(at step: Int64) -> String {
        let key = SymmetricKey(data: secret.expose())
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: key))
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: Self.digits - digits.count) + digits
    }
}

extension TOTP {
    /// As people type it into a device.
    package var text: Sensitive<String> {
        Sensitive(Base32.encode(bytes: secret.expose()))
    }

    /// As a device reads it from a QR code.
    package func url(for user: User) -> Sensitive<String> {
        let account = user.email.utf8.map { byte in
            Self.isUnreserved(byte) ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }
        let parameters = [
            "secret=\(text.expose())", "issuer=Latchkey", "algorithm=SHA1", "digits=\(Self.digits)",
            "period=\(Self.period)",
        ]
        return Sensitive("otpauth://totp/Latchkey:\(account.joined())?\(parameters.joined(separator: "&"))")
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
