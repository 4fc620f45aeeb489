/// What came of sending an event once.
package enum DeliveryOutcome: String, CaseIterable, Sendable {
    /// It answered 2xx.
    case delivered = "DELIVERED"
    /// It answered anything else, but what follows.
    case httpError = "HTTP_ERROR"
    /// It answered 3xx, which is not followed.
    case redirected = "REDIRECTED"
    /// It answered 410: it wants no more.
    case gone = "GONE"
    case dnsLookupFailed = "DNS_LOOKUP_FAILED"
    /// Its name leads to an address that is not on the public internet.
    case addressNotPublic = "ADDRESS_NOT_PUBLIC"
    /// No connection, or it broke.
    case connectionFailed = "CONNECTION_FAILED"
    case tlsFailed = "TLS_FAILED"
    case timedOut = "TIMED_OUT"
    /// It answered with more than 64 KiB, or without an end.
    case answerTooLarge = "ANSWER_TOO_LARGE"
    /// What it answered is no HTTP.
    case invalidAnswer = "INVALID_ANSWER"
    case invalidURL = "INVALID_URL"
    /// Its secret cannot be opened, since the pepper is gone: nothing was sent, as nobody could tell that it is ours.
    case secretUnavailable = "SECRET_UNAVAILABLE"
}
