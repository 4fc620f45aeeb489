internal import Crypto
package import Domain

/// The keys under which checkpoints are signed (Ed25519), one made of each pepper, so that there is no further secret to keep.
/// The newest signs; what older ones signed stays good for as long as their peppers are configured.
struct AuditSigners: Sendable {
    private struct Signer: Sendable {
        let id: String
        let key: Curve25519.Signing.PrivateKey

        init?(_ bytes: SymmetricKey) {
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.withUnsafeBytes { Array($0) })
            else { return nil }
            self.key = key
            id = Hex.encode(Array(SHA256.hash(data: key.publicKey.rawRepresentation)).prefix(8))
        }
    }

    private let newestFirst: [Signer]

    init(peppers: Peppers) {
        newestFirst = peppers.derive(purpose: "audit-signing").compactMap { Signer($0.key) }
    }

    /// By which trails are signed from now on.
    var newest: String { newestFirst[0].id }

    var older: [String] { newestFirst.dropFirst().map(\.id) }

    func sign(_ claim: AuditCheckpoint.Claim) throws -> AuditCheckpoint {
        let signer = newestFirst[0]
        let signature = try signer.key.signature(for: Array(claim.text.utf8))
        return AuditCheckpoint(claim: claim, signer: signer.id, signature: Array(signature))
    }

    func worth(of checkpoint: AuditCheckpoint) -> SignatureWorth {
        guard let signer = newestFirst.first(where: { $0.id == checkpoint.signer }) else { return .unknownSigner }
        let text = Array(checkpoint.claim.text.utf8)
        return signer.key.publicKey.isValidSignature(checkpoint.signature, for: text) ? .valid : .invalid
    }

    /// The public halves as a JSON Web Key Set (RFC 7517, RFC 8037), newest first.
    var keySet: JSON {
        let keys: [JSON] = newestFirst.map { signer in
            [
                "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": .string(signer.id),
                "x": .string(Base64URL.encode(Array(signer.key.publicKey.rawRepresentation))),
            ]
        }
        return ["keys": .array(keys)]
    }
}

/// The public keys by which everybody can check what is signed of a trail.
package struct ReadAuditKeys: Sendable {
    private let signers: AuditSigners

    package init(platform: Platform) { signers = AuditSigners(peppers: platform.peppers) }

    package func callAsFunction() -> JSON { signers.keySet }
}
