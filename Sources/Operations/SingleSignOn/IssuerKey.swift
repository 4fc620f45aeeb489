internal import Domain
internal import Foundation
internal import JWTKit

/// A key of an issuer, ready to check signatures. All that JWTKit does here: which key and which algorithm it is was decided
/// before, and what a token says is read by ourselves.
struct IssuerKey: Sendable {
    private let algorithm: any JWTAlgorithm

    /// - Throws: when the key is none of its type after all.
    init(_ key: KeySet.Key, for algorithm: SignatureAlgorithm) async throws {
        // Under its public parts and our own name alone, so that nothing else in it has any say.
        let parts = ["kty", "n", "e", "crv", "x", "y"].compactMap { name in
            key.json[name].map { JSON.Member(name, $0) }
        }
        let json = JSON.object(parts + [JSON.Member("kid", "key"), JSON.Member("alg", .string(algorithm.rawValue))])
        let jwk = try JSONDecoder().decode(JWK.self, from: Data(json.encoded()))
        let keys = try await JWTKeyCollection().add(jwk: jwk)
        self.algorithm = try await keys.getKey(for: "key", alg: algorithm.rawValue)
    }

    func verifies(_ signature: [UInt8], of signed: [UInt8]) -> Bool {
        // A signature of an impossible form is a bad one.
        (try? algorithm.verify(signature, signs: signed)) ?? false
    }
}
