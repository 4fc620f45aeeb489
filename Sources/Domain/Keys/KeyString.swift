/// What a client presents: `{prefix}_{live|test}_{kid:16}{secret:43}{crc:6}`, base62 after the prefix. `kid` begins with
/// the tenant's route. Prefix, environment and kid are public; the whole is not.
package struct KeyString: Sendable {
    package let environment: Environment
    package let kid: Kid
    package let whole: Sensitive<String>

    package var prefix: String {
        String(whole.expose().prefix { $0 != "_" })
    }

    /// The tenant's route inside `kid`.
    package var route: TenantRoute? { kid.route }

    /// A new key: 10 random characters of kid, and a secret of 43, which are 256 bits.
    /// `prefix` is one that a policy accepts: see `isPrefix`.
    package static func mint(
        prefix: String,
        environment: Environment,
        route: TenantRoute,
        using entropy: Entropy
    ) -> KeyString {
        let characters = route.description + Base62.random(Kid.length - TenantRoute.length, using: entropy)
        guard let kid = Kid(characters) else { preconditionFailure("a route and random characters are a kid") }
        let secret = Base62.random(secretLength, using: entropy)
        let body = "\(prefix)_\(environment.segment)_\(kid)\(secret)"
        let whole = body + Base62.encode(CRC32.checksum(body.utf8))
        return KeyString(environment: environment, kid: kid, whole: Sensitive(whole))
    }

    /// Nil unless well-formed, checksum included. Done for every check, so it makes nothing on its way.
    package static func parse(_ text: String) -> KeyString? {
        let bytes = text.utf8.span
        let start = bytes.count - tailLength
        guard bytes.count <= maxLength, start > 0,
            let (environment, length) = environment(atEndOf: bytes.extracting(first: start)),
            isPrefix(bytes.extracting(first: start - length)),
            let kid = Kid(bytes.extracting(start..<start + Kid.length)),
            areDigits(bytes.extracting(last: secretLength + crcLength)),
            Base62.decode(bytes.extracting(last: crcLength))
                == UInt64(CRC32.checksum(bytes.extracting(droppingLast: crcLength)))
        else { return nil }
        return KeyString(environment: environment, kid: kid, whole: Sensitive(text))
    }

    /// `_live_` or `_test_`, and how long that is.
    private static func environment(atEndOf bytes: Span<UInt8>) -> (Environment, length: Int)? {
        for environment in Environment.allCases {
            let segment = environment.segment.utf8
            var index = bytes.count - segment.count - 2
            guard index >= 0, bytes[index] == UInt8(ascii: "_"), bytes[bytes.count - 1] == UInt8(ascii: "_") else {
                continue
            }
            var isEqual = true
            for byte in segment {
                index += 1
                isEqual = isEqual && bytes[index] == byte
            }
            if isEqual { return (environment, segment.count + 2) }
        }
        return nil
    }

    private static func areDigits(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where !Base62.isDigit(bytes[index]) { return false }
        return true
    }

    /// 2 to 12 lower-case letters and digits, a letter first.
    package static func isPrefix(_ text: String) -> Bool {
        isPrefix(text.utf8.span)
    }

    private static func isPrefix(_ bytes: Span<UInt8>) -> Bool {
        guard 2...12 ~= bytes.count, letters ~= bytes[0] else { return false }
        for index in bytes.indices where !(letters ~= bytes[index] || digits ~= bytes[index]) { return false }
        return true
    }

    private static let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    private static let secretLength = 43
    private static let crcLength = 6
    private static let tailLength = Kid.length + secretLength + crcLength
    private static let maxLength = 12 + "_live_".utf8.count + tailLength
}

extension KeyString: CustomStringConvertible {
    /// What may be shown.
    package var description: String {
        Self.shown(prefix: prefix, environment: environment, kid: kid.description)
    }

    /// `sk_live_0123456789abcdef…`.
    package static func shown(prefix: String, environment: Environment, kid: String) -> String {
        "\(prefix)_\(environment.segment)_\(kid)…"
    }
}
