internal import Domain

/// A header of answers. Each stands once in the document, and answers refer to it.
enum AnswerHeader: String, CaseIterable, Sendable {
    case requestID = "Latchkey-Request-Id"
    case eTag = "ETag"
    case eTagSometimes = "ETag-Sometimes"
    case location = "Location"
    case receipt = "Latchkey-Receipt"
    case replayed = "Idempotent-Replayed"
    case retryAfter = "Retry-After"
    case retryAfterSometimes = "Retry-After-Sometimes"
    case authenticate = "WWW-Authenticate"
    case setCookie = "Set-Cookie"

    /// Its own name in an answer.
    var name: String {
        switch self {
        case .retryAfterSometimes: Self.retryAfter.rawValue
        case .eTagSometimes: Self.eTag.rawValue
        default: rawValue
        }
    }

    var reference: JSON { ["$ref": "#/components/headers/\(rawValue)"] }

    var json: JSON {
        switch self {
        case .requestID:
            header(
                "The id of this request: in logs, in problems and in the audit trail.",
                .id(Request.self, "The request's id.")
            )
        case .eTag, .eTagSometimes:
            header(
                "The version of the resource's editable fields, to be sent back in `If-Match`.",
                .string("A strong entity tag.", pattern: #"^"[0-9]+"$"#),
                isRequired: self == .eTag
            )
        case .location: header("Where to go on.", .string("A web address."))
        case .receipt:
            header(
                "The proof, as JSON, that no verifier accepts what this change ended: "
                    + "`{\"verifiers\", \"acknowledged\", \"lapsed\", \"took_ms\"}`.",
                .string("The receipt, as JSON.", pattern: #"^\{.*\}$"#)
            )
        case .replayed:
            header(
                "There when this request was answered before: this is that answer.",
                .one(of: ["true"], "Always `true`."),
                isRequired: false
            )
        case .retryAfter:
            header("After how many seconds to try again.", .count("Seconds."))
        case .retryAfterSometimes:
            header("After how many seconds to try again, where that helps.", .count("Seconds."), isRequired: false)
        case .authenticate:
            header("How to sign in.", .string("A challenge of RFC 6750.", pattern: "^Bearer "))
        case .setCookie:
            header(
                "The session's cookie, where that is how it is kept; when it has ended, the cookie's removal.",
                .string("A cookie of RFC 6265.", pattern: "^__Host-latchkey_"),
                isRequired: false
            )
        }
    }

    private func header(_ description: String, _ schema: Schema, isRequired: Bool = true) -> JSON {
        ["description": .string(description), "required": .bool(isRequired), "schema": schema.json]
    }
}
