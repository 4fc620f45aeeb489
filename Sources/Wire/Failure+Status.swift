package import Domain
package import HTTPTypes

extension Failure.Code {
    /// The status that both listeners answer with.
    package var status: HTTPResponse.Status {
        switch self {
        case .invalidJSON, .invalidCursor, .badRequest: .badRequest
        case .unauthenticated, .invalidCredentials, .secondFactorRequired: .unauthorized
        case .roleForbidden, .secondFactorMissing, .tenantSuspended, .passwordRequired, .crossSite, .signOnRefused,
            .signatureInvalid:
            .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .conflict, .keyLimitReached, .keyNotDisabled, .groupInUse, .lastAdmin, .alreadyMember: .conflict
        case .limitRequestPending, .limitRequestDecided, .idempotencyInFlight: .conflict
        case .preconditionFailed: .preconditionFailed
        case .payloadTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .misdirectedRequest: .misdirectedRequest
        case .validationFailed, .reasonRequired, .idempotencyKeyReused: .unprocessableContent
        case .preconditionRequired: .preconditionRequired
        case .tooManyRequests: .tooManyRequests
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .internal: .internalServerError
        case .unavailable, .outcomeUnknown, .receiptUnknown: .serviceUnavailable
        }
    }

    /// The same for every occurrence of a code, as RFC 9457 asks.
    package var title: String {
        switch self {
        case .invalidJSON: "Not JSON"
        case .invalidCursor: "Invalid cursor"
        case .badRequest: "Bad request"
        case .unauthenticated: "Not signed in"
        case .invalidCredentials: "Wrong credentials"
        case .secondFactorRequired: "Second factor required"
        case .secondFactorMissing: "Second factor missing"
        case .passwordRequired: "Own password required"
        case .crossSite: "Sent by another site"
        case .signOnRefused: "Single sign-on refused"
        case .signatureInvalid: "Signature not valid"
        case .roleForbidden: "Not allowed for your role"
        case .tenantSuspended: "Tenant suspended"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .requestTimeout: "Request took too long"
        case .conflict: "Conflict"
        case .keyLimitReached: "Key limit reached"
        case .keyNotDisabled: "Key not disabled"
        case .groupInUse: "Group in use"
        case .lastAdmin: "Last admin"
        case .alreadyMember: "Already a member"
        case .limitRequestPending: "Limit request pending"
        case .limitRequestDecided: "Limit request decided"
        case .idempotencyInFlight: "Same request in flight"
        case .idempotencyKeyReused: "Idempotency key reused"
        case .preconditionFailed: "Changed in the meantime"
        case .payloadTooLarge: "Body too large"
        case .unsupportedMediaType: "Unsupported media type"
        case .misdirectedRequest: "Misdirected request"
        case .validationFailed: "Invalid input"
        case .reasonRequired: "Reason required"
        case .preconditionRequired: "Precondition required"
        case .tooManyRequests: "Too many requests"
        case .headersTooLarge: "Header fields too large"
        case .internal: "Internal error"
        case .unavailable: "Unavailable"
        case .outcomeUnknown: "Outcome unknown"
        case .receiptUnknown: "Receipt unknown"
        }
    }
}
