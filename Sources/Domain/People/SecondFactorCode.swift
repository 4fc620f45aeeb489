/// What somebody shows beside their password.
package enum SecondFactorCode: Sendable {
    /// Six digits of the device.
    case timed(String)
    case recovery(RecoveryCode)

    /// As typed: spaces and hyphens are for the eye. Nil for what can be neither.
    package init?(presented text: String) {
        let bare = text.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
        if bare.count == TOTP.digits, bare.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
            self = .timed(String(decoding: bare, as: UTF8.self))
        } else if let code = RecoveryCode(presented: String(decoding: bare, as: UTF8.self)) {
            self = .recovery(code)
        } else {
            return nil
        }
    }
}

/// For when the device is lost: 60 random bits, good once.
package struct RecoveryCode: Sendable {
    /// Twelve characters of Crockford's alphabet.
    package let bare: Sensitive<String>

    /// How many somebody is given at once.
    package static let count = 10
    private static let length = 12

    private init(bare: String) {
        self.bare = Sensitive(bare)
    }

    package static func make(using entropy: Entropy) -> RecoveryCode {
        RecoveryCode(bare: Base32.random(length, using: entropy))
    }

    fileprivate init?(presented text: String) {
        let bare = text.lowercased()
        guard bare.utf8.count == Self.length, bare.utf8.allSatisfy(Base32.isDigit) else { return nil }
        self.init(bare: bare)
    }

    /// `4tq8-k2m7-0zxa`
    package var text: String {
        let bare = bare.expose()
        return stride(from: 0, to: Self.length, by: 4).map { bare.dropFirst($0).prefix(4) }.joined(separator: "-")
    }
}
