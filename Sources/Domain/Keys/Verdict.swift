/// What the data plane answers. In the order of the check: the first failure wins.
package enum Verdict: String, CaseIterable, Sendable {
    case malformed = "MALFORMED"
    case unknown = "UNKNOWN"
    case suspended = "SUSPENDED"
    case revoked = "REVOKED"
    case rotated = "ROTATED"
    case expired = "EXPIRED"
    case disabled = "DISABLED"
    case wrongEnvironment = "WRONG_ENVIRONMENT"
    case ipNotAllowed = "IP_NOT_ALLOWED"
    case insufficientScope = "INSUFFICIENT_SCOPE"
    case rateLimited = "RATE_LIMITED"
    case valid = "VALID"
}
