/// Why an operation was refused or could not be done, in words that the caller may read.
///
/// Which to use: `VALIDATION_FAILED` with every `InputError` for what the caller can correct in the body;
/// `NOT_FOUND` for what does not exist *or may not be known to exist*; `ROLE_FORBIDDEN` for what the actor can see but
/// not do; a 409 code for what the current state does not allow; `UNAVAILABLE` when trying again later helps;
/// `OUTCOME_UNKNOWN` when it may or may not have happened; `INTERNAL` for a defect of ours.
package struct Failure: Error {
    package let code: Code
    /// One sentence for people. No secrets, no SQL.
    package let detail: String
    /// What is wrong with the input, all of it.
    package var errors: [InputError]
    /// Extension members of the problem document, such as `limit` and `used`.
    package var members: [JSON.Member]
    /// For the log only.
    package var cause: (any Error)?
    /// When trying again makes sense.
    package var retryAfter: Duration?

    package init(
        _ code: Code,
        _ detail: String,
        errors: [InputError] = [],
        members: [JSON.Member] = [],
        cause: (any Error)? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.detail = detail
        self.errors = errors
        self.members = members
        self.cause = cause
        self.retryAfter = retryAfter
    }

    /// `VALIDATION_FAILED` with these errors, or the first hundred of them: 64 KiB hold thousands, and naming each would
    /// answer a small request with megabytes.
    package static func invalid(_ errors: [InputError]) -> Failure {
        let count = errors.count == 1 ? "One field is" : "\(errors.count) fields are"
        return Failure(.validationFailed, "\(count) not valid.", errors: Array(errors.prefix(mostErrors)))
    }

    package static let mostErrors = 100
}

extension Failure {
    /// The problem document's `code`. Its HTTP status is the listeners' business.
    package enum Code: String, CaseIterable, Sendable {
        case invalidJSON = "INVALID_JSON"
        case invalidCursor = "INVALID_CURSOR"
        case badRequest = "BAD_REQUEST"
        case unauthenticated = "UNAUTHENTICATED"
        case invalidCredentials = "INVALID_CREDENTIALS"
        case secondFactorRequired = "SECOND_FACTOR_REQUIRED"
        case secondFactorMissing = "SECOND_FACTOR_MISSING"
        case passwordRequired = "PASSWORD_REQUIRED"
        case crossSite = "CROSS_SITE"
        case signOnRefused = "SIGN_ON_REFUSED"
        case signatureInvalid = "SIGNATURE_INVALID"
        case roleForbidden = "ROLE_FORBIDDEN"
        case tenantSuspended = "TENANT_SUSPENDED"
        case notFound = "NOT_FOUND"
        case methodNotAllowed = "METHOD_NOT_ALLOWED"
        case requestTimeout = "REQUEST_TIMEOUT"
        case conflict = "CONFLICT"
        case keyLimitReached = "KEY_LIMIT_REACHED"
        case keyNotDisabled = "KEY_NOT_DISABLED"
        case groupInUse = "GROUP_IN_USE"
        case lastAdmin = "LAST_ADMIN"
        case alreadyMember = "ALREADY_MEMBER"
        case limitRequestPending = "LIMIT_REQUEST_PENDING"
        case limitRequestDecided = "LIMIT_REQUEST_DECIDED"
        case idempotencyInFlight = "IDEMPOTENCY_IN_FLIGHT"
        case idempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED"
        case preconditionFailed = "PRECONDITION_FAILED"
        case payloadTooLarge = "PAYLOAD_TOO_LARGE"
        case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
        case misdirectedRequest = "MISDIRECTED_REQUEST"
        case validationFailed = "VALIDATION_FAILED"
        case reasonRequired = "REASON_REQUIRED"
        case preconditionRequired = "PRECONDITION_REQUIRED"
        case tooManyRequests = "TOO_MANY_REQUESTS"
        case headersTooLarge = "HEADERS_TOO_LARGE"
        case `internal` = "INTERNAL"
        case unavailable = "UNAVAILABLE"
        case outcomeUnknown = "OUTCOME_UNKNOWN"
        case receiptUnknown = "RECEIPT_UNKNOWN"
    }
}

/// One thing wrong with one place of the input.
package struct InputError: Error, Equatable, Sendable {
    /// An RFC 6901 pointer into the body, such as `/scopes/1`; empty for the whole of it.
    package let pointer: String
    /// `UPPER_SNAKE`, such as `TOO_LONG`.
    package let code: String
    /// One sentence for people.
    package let detail: String

    package init(_ pointer: String, _ code: String, _ detail: String) {
        self.pointer = pointer
        self.code = code
        self.detail = detail
    }
}
