/// What a client presents: `{prefix}_{live|test}_{kid:16}{secret:43}{crc:6}`, base62 after the prefix. `kid` begins with
/// the tenant's route. Prefix, environment and kid are public; the whole is not.
package struct KeyString: Sendable {
    package let prefix: String
    package let environment: Environment
    package let kid: String
    package let whole: Sensitive<String>

    /// The tenant's route inside `kid`.
    package var route: TenantRoute? {
        TenantRoute(String(kid.prefix(TenantRoute.length)))
    }

    /// A new key: 10 random characters of kid, and a secret of 43, which are 256 bits.
    /// `prefix` is one that a policy accepts: see `isPrefix`.
    package static func mint(
        prefix: String,
        environment: Environment,
        route: TenantRoute,
        using entropy: Entropy
    ) -> KeyString {
        let kid = route.description + Base62.random(kidLength - TenantRoute.length, using: entropy)
        let secret = Base62.random(secretLength, using: entropy)
        let body = "\(prefix)_\(environment.segment)_\(kid)\(secret)"
        let whole = body + Base62.encode(CRC32.checksum(body.utf8))
        return KeyString(prefix: prefix, environment: environment, kid: kid, whole: Sensitive(whole))
    }

    /// Nil unless well-formed, checksum included.
    package static func parse(_ text: String) -> KeyString? {
        let bytes = text.utf8
        guard bytes.count <= maxLength else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].count == tailLength, parts[2].allSatisfy(Base62.isDigit),
            let environment = Environment.allCases.first(where: { $0.segment.utf8.elementsEqual(parts[1]) }),
            Base62.encode(CRC32.checksum(bytes.dropLast(crcLength))).utf8.elementsEqual(bytes.suffix(crcLength))
        else { return nil }
        let prefix = String(Substring(parts[0]))
        guard isPrefix(prefix) else { return nil }
        let kid = String(Substring(parts[2].prefix(kidLength)))
        return KeyString(prefix: prefix, environment: environment, kid: kid, whole: Sensitive(text))
    }

    /// 2 to 12 lower-case letters and digits, a letter first.
    package static func isPrefix(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return 2...12 ~= text.utf8.count && text.utf8.first.map(letters.contains) == true
            && text.utf8.allSatisfy { letters ~= $0 || digits ~= $0 }
    }

    package static let kidLength = 16
    private static let secretLength = 43
    private static let crcLength = 6
    private static let tailLength = kidLength + secretLength + crcLength
    private static let maxLength = 12 + "_live_".utf8.count + tailLength
}

extension KeyString: CustomStringConvertible {
    /// What may be shown.
    package var description: String {
        Self.shown(prefix: prefix, environment: environment, kid: kid)
    }

    /// `sk_live_0123456789abcdef…`.
    package static func shown(prefix: String, environment: Environment, kid: String) -> String {
        "\(prefix)_\(environment.segment)_\(kid)…"
    }
}
