/// A secret of a person's that somebody may try to guess.
package enum GuessedSecret: Hashable, Sendable {
    /// Of whoever has this address, if anybody: in signing in, and in changing it.
    case password(of: String)
    /// A code of the second factor, asked for once the password was right.
    case code(of: String)
    /// The token in a link. It is too long to be guessed; what is bounded is the trying.
    case link
    /// An API key, reported as leaked or to be revoked. It is too long as well.
    case key

    /// Whose it would be.
    package var email: String? {
        switch self {
        case .password(let email), .code(let email): email
        case .link, .key: nil
        }
    }
}

/// How many wrong guesses somebody has: so many at once, and another each interval.
package struct GuessBudget: Hashable, Sendable {
    package let atOnce: Int
    package let interval: Duration

    /// At the password of one person, from one place.
    package static let passwordFromPlace = GuessBudget(atOnce: 10, interval: .seconds(360))
    /// At anybody's secrets, from one place: an office shares its address, and mistypes.
    package static let place = GuessBudget(atOnce: 100, interval: .seconds(36))
    /// At keys, from one place. Right ones count as well: what they set off is not for a crowd either.
    package static let keysFromPlace = GuessBudget(atOnce: 100, interval: .seconds(36))
    /// At one secret of one person, on one device of theirs.
    package static let device = GuessBudget(atOnce: 10, interval: .seconds(360))
    /// At the codes of one person, from everywhere: a code has six digits only, and whoever guesses knows the password.
    package static let code = GuessBudget(atOnce: 20, interval: .seconds(900))
}
