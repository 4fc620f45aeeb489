internal import Crypto
internal import Domain

/// `lks_{user:26}{secret:43}`: what a signed-in client presents. It names its user, so that finding out who asks takes
/// one round trip; the database holds only its SHA-256.
struct SessionToken: Sendable {
    let user: ID<User>
    let text: Sensitive<String>

    private static let prefix = "lks_"
    private static let userLength = 26
    private static let secretLength = 43

    static func mint(for user: ID<User>, using entropy: Entropy) -> SessionToken {
        let secret = Base62.random(secretLength, using: entropy)
        return SessionToken(user: user, text: Sensitive(prefix + user.description.suffix(userLength) + secret))
    }

    private init(user: ID<User>, text: Sensitive<String>) {
        self.user = user
        self.text = text
    }

    init?(_ presented: Sensitive<String>) {
        let text = presented.expose()
        guard text.utf8.count == Self.prefix.utf8.count + Self.userLength + Self.secretLength,
            text.hasPrefix(Self.prefix),
            let user = ID<User>("\(User.idPrefix)_\(text.dropFirst(Self.prefix.count).prefix(Self.userLength))")
        else { return nil }
        self.init(user: user, text: presented)
    }

    var hash: [UInt8] { Array(SHA256.hash(data: Array(text.expose().utf8))) }
}
