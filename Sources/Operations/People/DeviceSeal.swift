internal import Crypto
internal import Domain

/// What a browser keeps to show that somebody has signed in on it: `{name:22}.{mac:43}`. Only we can make one, it is good
/// for one address alone without saying which, and it lets nobody in: whoever steals it has ten wrong guesses more.
struct DeviceSeal: Sendable {
    private let keys: [SymmetricKey]
    private static let nameLength = 22

    init(peppers: Peppers) {
        keys = peppers.derive(purpose: "device").map(\.key)
    }

    /// The device's own token if it has one for this address, so that signing in again wins it no second budget.
    func token(for email: String, known: Sensitive<String>?, using entropy: Entropy) -> Sensitive<String> {
        let name = known.flatMap { self.name(in: $0, of: email) } ?? Base62.random(Self.nameLength, using: entropy)
        let mac = HMAC<SHA256>.authenticationCode(for: Self.message(name, email), using: keys[0])
        return Sensitive("\(name).\(Base64URL.encode(Array(mac)))")
    }

    /// The name of the device on which this person has signed in before; nil for any other token.
    func name(in token: Sensitive<String>, of email: String) -> String? {
        let parts = token.expose().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == Self.nameLength, let mac = Base64URL.decode(String(parts[1]))
        else { return nil }
        let name = String(parts[0])
        let isOurs = keys.contains { key in
            HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: Self.message(name, email), using: key)
        }
        return isOurs ? name : nil
    }

    private static func message(_ name: String, _ email: String) -> [UInt8] {
        Array("\(name) \(email)".utf8)
    }
}
