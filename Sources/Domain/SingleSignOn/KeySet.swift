/// The public keys of one issuer (RFC 7517), as far as they can check a signature that is taken.
package struct KeySet: Sendable {
    private let keys: [Key]

    /// A key, as the issuer publishes it.
    package struct Key: Sendable {
        package let json: JSON
        fileprivate let id: String?

        fileprivate init?(_ json: JSON) {
            let isForSignatures = json["use"]?.asString.map { $0 == "sig" } ?? true
            guard isForSignatures, json["kty"]?.asString != nil, json.duplicateMembers.isEmpty else { return nil }
            self.json = json
            id = json["kid"]?.asString
        }

        fileprivate func fits(_ algorithm: SignatureAlgorithm) -> Bool {
            json["kty"]?.asString == algorithm.keyType
                && algorithm.curve.map { json["crv"]?.asString == $0 } ?? isStrongRSA
                && json["alg"]?.asString.map { $0 == algorithm.rawValue } ?? true
        }

        /// 2048 bits and more.
        private var isStrongRSA: Bool {
            guard let modulus = json["n"]?.asString, let bytes = Base64URL.decode(modulus) else { return false }
            return bytes.drop { $0 == 0 }.count >= 256
        }
    }

    package static let mostKeys = 100

    /// What is no key that could be used is left out. Nil when this is no key set at all.
    package init?(_ json: JSON) {
        guard let keys = json["keys"]?.asArray else { return nil }
        self.keys = keys.prefix(Self.mostKeys).compactMap(Key.init)
    }

    /// The one key that a token can mean: with its `kid`, and of its algorithm's type.
    package func key(for token: UnverifiedToken) -> Key? {
        let fitting = keys.filter { key in
            key.fits(token.algorithm) && token.keyID.map { key.id == $0 } ?? true
        }
        return fitting.count == 1 ? fitting.first : nil
    }
}
