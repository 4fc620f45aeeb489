internal import Crypto
internal import Domain

/// The place where a page ended, as an opaque word that only we can make, good for one list alone.
struct CursorSeal: Sendable {
    private let newest: SymmetricKey
    private let older: [SymmetricKey]
    private static let macLength = SHA256.byteCount

    /// A cursor made under an older pepper stays good for as long as that pepper is configured.
    init(peppers: Peppers) {
        let keys = peppers.derive(purpose: "cursor").map(\.key)
        newest = keys[0]
        older = Array(keys.dropFirst())
    }

    /// - Parameter list: all that the cursor is bound to: tenant, filter and sort.
    func seal(_ position: JSON, of list: String) -> String {
        let payload = position.encoded()
        return Base64URL.encode(payload + HMAC<SHA256>.authenticationCode(for: message(payload, list), using: newest))
    }

    func open(_ text: String, of list: String) throws -> JSON {
        guard let bytes = Base64URL.decode(text), bytes.count > Self.macLength else { throw Failure.invalidCursor() }
        let payload = Array(bytes.dropLast(Self.macLength))
        let isOurs = ([newest] + older).contains { key in
            HMAC<SHA256>.isValidAuthenticationCode(
                bytes.suffix(Self.macLength),
                authenticating: message(payload, list),
                using: key
            )
        }
        guard isOurs else { throw Failure.invalidCursor() }
        return try JSON(parsing: payload)
    }

    private func message(_ payload: [UInt8], _ list: String) -> [UInt8] {
        Array(list.utf8) + [0] + payload
    }
}
