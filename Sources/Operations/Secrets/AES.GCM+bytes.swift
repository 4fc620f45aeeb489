internal import Crypto
internal import Domain

extension AES.GCM {
    /// Nonce, ciphertext and tag in one. Only what was sealed for this place opens there.
    static func seal(_ plain: [UInt8], under key: SymmetricKey, for place: [UInt8]) throws -> [UInt8] {
        let box = try seal(plain, using: key, authenticating: place)
        guard let bytes = box.combined else { throw Failure(.internal, "What was sealed has no bytes.") }
        return Array(bytes)
    }

    static func open(_ sealed: [UInt8], under key: SymmetricKey, for place: [UInt8]) throws -> [UInt8] {
        Array(try open(SealedBox(combined: sealed), using: key, authenticating: place))
    }
}
