internal import Crypto
internal import Domain
internal import Store

/// Keeps secrets that have to be told again, to whoever may, so that the database alone cannot: they are encrypted under a
/// key made of a pepper. Each is bound to whose it is, so that nobody's can be put in another's place.
struct SecretSeal: Sendable {
    private let keys: [(id: Int, key: SymmetricKey)]

    /// - Parameter purpose: what seals the secrets of one purpose opens none of another.
    init(peppers: Peppers, purpose: String) {
        keys = peppers.derive(purpose: purpose)
    }

    func seal(_ secret: Sensitive<[UInt8]>, of owner: [UInt8]) throws -> SealedSecret {
        let (pepperID, key) = keys[0]
        return SealedSecret(pepperID: pepperID, bytes: try AES.GCM.seal(secret.expose(), under: key, for: owner))
    }

    /// - Throws: `INTERNAL` when its pepper is gone: then nobody can know it.
    func open(_ sealed: SealedSecret, of owner: [UInt8]) throws -> Sensitive<[UInt8]> {
        guard let key = keys.first(where: { $0.id == sealed.pepperID })?.key else {
            throw Failure(.internal, "The pepper is gone under which this was encrypted.")
        }
        return Sensitive(try AES.GCM.open(sealed.bytes, under: key, for: owner))
    }

    /// Whether it is sealed under the newest pepper.
    func isCurrent(_ sealed: SealedSecret) -> Bool {
        sealed.pepperID == keys[0].id
    }
}
