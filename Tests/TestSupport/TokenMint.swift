import Crypto
package import Domain

/// Signs whatever a test makes up, as an issuer whose key it is.
package struct TokenMint: Sendable {
    private let key = P256.Signing.PrivateKey()
    package let keyID: String

    package init(keyID: String = "key-1") {
        self.keyID = keyID
    }

    /// The public half, as an issuer publishes it.
    package var publicKey: JSON {
        let point = Array(key.publicKey.rawRepresentation)
        return [
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": .string(keyID),
            "x": .string(Base64URL.encode(point.prefix(32))), "y": .string(Base64URL.encode(point.suffix(32))),
        ]
    }

    package var keySet: JSON { ["keys": [publicKey]] }

    /// The public half as text that everybody has: what a careless verifier takes for a shared secret.
    package var publicPEM: String { key.publicKey.pemRepresentation }

    package func header(type: String = "JWT") -> JSON {
        ["alg": "ES256", "typ": .string(type), "kid": .string(keyID)]
    }

    package func token(_ header: JSON, _ claims: JSON) throws -> String {
        let signed = Self.unsigned(header, claims)
        return try signed + "." + Base64URL.encode(Array(key.signature(for: Array(signed.utf8)).rawRepresentation))
    }

    /// Without a signature, or with one under a secret.
    package static func token(_ header: JSON, _ claims: JSON, secret: String? = nil) -> String {
        let signed = unsigned(header, claims)
        guard let secret else { return signed + "." }
        let key = SymmetricKey(data: Array(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: key)
        return signed + "." + Base64URL.encode(Array(code))
    }

    private static func unsigned(_ header: JSON, _ claims: JSON) -> String {
        Base64URL.encode(header.encoded()) + "." + Base64URL.encode(claims.encoded())
    }
}

extension JSON {
    /// With members in the place of those of the same name.
    package func with(_ members: [String: JSON]) -> JSON {
        guard case .object(let own) = self else { return self }
        return .object(own.filter { members[$0.name] == nil } + members.map { Member($0.key, $0.value) })
    }

    package func without(_ name: String) -> JSON {
        guard case .object(let own) = self else { return self }
        return .object(own.filter { $0.name != name })
    }
}
