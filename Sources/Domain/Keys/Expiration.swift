/// How near a key's end is.
package enum Expiration: String, CaseIterable, Sendable {
    case never = "NEVER"
    case valid = "VALID"
    /// In seven days or less.
    case expiringSoon = "EXPIRING_SOON"
    case expired = "EXPIRED"

    package static let soon: Duration = .seconds(7 * 86_400)

    package static func derive(expiresAt: Instant?, now: Instant) -> Expiration {
        guard let expiresAt else { return .never }
        if expiresAt <= now { return .expired }
        return expiresAt <= now + soon ? .expiringSoon : .valid
    }
}
