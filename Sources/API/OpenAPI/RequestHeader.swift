internal import Domain

/// A header of requests. Each stands once in the document, and operations refer to it.
enum RequestHeader: String, CaseIterable, Sendable {
    case reason = "Latchkey-Reason"
    case idempotencyKey = "Idempotency-Key"
    case ifMatch = "If-Match"
    case ifMatchRequired = "If-Match-Required"

    var reference: JSON { ["$ref": "#/components/parameters/\(rawValue)"] }

    var json: JSON {
        switch self {
        case .reason:
            parameter(
                "Why platform staff change a tenant's data; kept in its audit trail. Staff must send it (else 422 "
                    + "`REASON_REQUIRED`), for everybody else it is optional.",
                .text("Why, in words.")
            )
        case .idempotencyKey:
            parameter(
                "Makes it safe to send the request again: for 24 hours the same key with the same body gets the first "
                    + "answer again, secrets included. A new key for every new request, such as a UUID.",
                .string("1 to 255 visible ASCII characters.", length: 1...255, pattern: "^[!-~]+$")
            )
        case .ifMatch:
            parameter(
                "The `ETag` that you have seen, or `*`: when the resource has moved on, nothing is changed (412 "
                    + "`PRECONDITION_FAILED`).",
                Self.entityTags
            )
        case .ifMatchRequired:
            parameter(
                "The `ETag` that you have seen, or `*`: when the resource has moved on, nothing is changed (412 "
                    + "`PRECONDITION_FAILED`).",
                Self.entityTags,
                isRequired: true
            )
        }
    }

    private static let entityTags = Schema.string("Strong entity tags, separated by commas, or `*`.")

    private func parameter(_ description: String, _ schema: Schema, isRequired: Bool = false) -> JSON {
        let name = self == .ifMatchRequired ? Self.ifMatch.rawValue : rawValue
        return [
            "name": .string(name), "in": "header", "description": .string(description),
            "required": .bool(isRequired), "schema": schema.json,
        ]
    }
}
