/// A signed token (RFC 7519, RFC 7515) whose signature nobody has checked yet, so that nothing it says can be read but what
/// finding its key takes. Keys and addresses of keys in its header are not looked at.
package struct UnverifiedToken: Sendable {
    package let algorithm: SignatureAlgorithm
    package let keyID: String?
    /// `typ`, in lower case, without `application/`.
    package let type: String?
    /// Good for finding the key; until that has been used, anybody may have written it.
    package let claimedIssuer: String?
    package let claimedAudiences: [String]
    private let claims: JSON
    private let signedPart: [UInt8]
    private let signature: [UInt8]

    package static let mostBytes = 32 << 10

    /// Strict: three parts of canonical base64url, JSON objects without duplicate members, an algorithm that is taken.
    package init?(_ text: Sensitive<String>) {
        let bytes = Array(text.expose().utf8)
        guard bytes.count <= Self.mostBytes else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Base64URL.decode(String(decoding: parts[2], as: UTF8.self)),
            let name = header["alg"]?.asString, let algorithm = SignatureAlgorithm(rawValue: name),
            // Extensions that must be understood: we understand none.
            header["crit"] == nil
        else { return nil }
        self.algorithm = algorithm
        keyID = header["kid"]?.asString
        type = (header["typ"]?.asString?.lowercased()).map { type in
            type.hasPrefix("application/") ? String(type.dropFirst("application/".count)) : type
        }
        claimedIssuer = claims["iss"]?.asString
        claimedAudiences = claims.strings("aud")
        self.claims = claims
        signedPart = Array(parts[0] + [UInt8(ascii: ".")] + parts[1])
        self.signature = signature
    }

    /// What it says, if its signature is good.
    package func claims(
        ifSigned isGood: (_ signature: [UInt8], _ signed: [UInt8]) throws -> Bool
    ) rethrows -> TokenClaims? {
        try isGood(signature, signedPart) ? TokenClaims(claims) : nil
    }

    /// Whether text could be one: three parts between two points.
    package static func looksLike(_ text: Sensitive<String>) -> Bool {
        text.expose().utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    private static func object(_ part: ArraySlice<UInt8>) -> JSON? {
        guard let bytes = Base64URL.decode(String(decoding: part, as: UTF8.self)),
            let json = try? JSON(parsing: bytes), case .object = json, json.duplicateMembers.isEmpty
        else { return nil }
        return json
    }
}
