internal import Domain

extension RateReading {
    /// `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-11, and for who is refused `Retry-After`,
    /// which the draft wants no earlier than the end of `t`.
    var fields: [Answer.Field] {
        let seconds = wait.wholeSeconds
        let told = [
            Answer.Field("RateLimit-Policy", "\"key\";q=\(limit.requests);w=\(limit.windowSeconds)"),
            Answer.Field("RateLimit", "\"key\";r=\(remaining);t=\(seconds)"),
        ]
        return isAdmitted ? told : told + [Answer.Field("Retry-After", "\(seconds)")]
    }
}

extension Duration {
    /// Rounded up, and at least one: earlier would be in vain.
    fileprivate var wholeSeconds: Int64 {
        let (seconds, attoseconds) = components
        return max(1, seconds + (attoseconds > 0 ? 1 : 0))
    }
}
