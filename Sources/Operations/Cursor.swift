package import Domain
internal import Crypto

/// The place where a page ended, as an opaque word that only we can make, good for one list alone.
struct CursorSeal: Sendable {
    private let keys: [SymmetricKey]
    private static let macLength = 16

    /// A cursor made under an older pepper stays good for as long as that pepper is configured.
    init(peppers: Peppers) {
        keys = peppers.derive(purpose: "cursor").map { SymmetricKey(data: $0.key) }
    }

    /// - Parameter list: all that the cursor is bound to: tenant, filter and sort.
    func seal(_ position: JSON, of list: String) -> String {
        let payload = position.encoded()
        return Base64URL.encode(payload + mac(payload, list, keys[0]))
    }

    func open(_ text: String, of list: String) throws -> JSON {
        guard let bytes = Base64URL.decode(text), bytes.count > Self.macLength else { throw Failure.invalidCursor() }
        let payload = Array(bytes.dropLast(Self.macLength))
        let presented = Array(bytes.suffix(Self.macLength))
        guard keys.contains(where: { constantTimeEquals(mac(payload, list, $0), presented) }) else {
            throw Failure.invalidCursor()
        }
        return try JSON(parsing: payload)
    }

    private func mac(_ payload: [UInt8], _ list: String, _ key: SymmetricKey) -> [UInt8] {
        let message = Array(list.utf8) + [0] + payload
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(Self.macLength))
    }
}
