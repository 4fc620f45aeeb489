internal import Domain
internal import HTTPTypes
internal import Wire

/// What an operation answers when it refuses, or fails: all codes of one status.
struct ProblemAnswer: Sendable {
    let status: Int
    let codes: [Failure.Code]

    /// One for each status, in its order.
    static func all(of codes: Set<Failure.Code>) -> [ProblemAnswer] {
        Dictionary(grouping: codes, by: \.status.code)
            .map { status, codes in ProblemAnswer(status: status, codes: codes.sorted { $0.rawValue < $1.rawValue }) }
            .sorted { $0.status < $1.status }
    }

    /// Under this name it stands in the document once, however many operations answer it.
    var name: String { codes.map(\.rawValue).joined(separator: ".") }

    var reference: JSON { ["$ref": "#/components/responses/\(name)"] }

    var json: JSON {
        [
            "description": .string(codes.map { "`\($0.rawValue)`: \($0.meaning)" }.joined(separator: "\n\n")),
            "headers": .object(headers.map { JSON.Member($0.name, $0.reference) }),
            "content": ["application/problem+json": ["schema": schema]],
        ]
    }

    private var schema: JSON {
        var properties = [JSON.Member("code", ["enum": .strings(codes.map(\.rawValue))])]
        for code in codes { properties += code.extensions.map { JSON.Member($0, $1.json) } }
        return [
            "allOf": [Schema(.problem).json], "properties": .object(properties), "unevaluatedProperties": false,
        ]
    }

    private var headers: [AnswerHeader] {
        switch status {
        case 401: [.requestID, .authenticate]
        case 429, 503: [.requestID, .retryAfter]
        default: codes.contains(.idempotencyInFlight) ? [.requestID, .retryAfterSometimes] : [.requestID]
        }
    }

    var components: [Component] {
        [.problem] + codes.flatMap { $0.extensions.flatMap(\.value.components) }
    }
}

extension Component {
    /// RFC 9457.
    static let problem = Component(
        "Problem",
        Schema(
            "object",
            "What went wrong, in the form of RFC 9457. A code may add members of its own.",
            [
                (
                    "properties",
                    [
                        "type": Schema.string(
                            "The same for every problem with this code.",
                            pattern: "^/problems/[a-z-]+$"
                        ).json,
                        "title": Schema.string("The code in words, the same for all its problems.").json,
                        "status": Schema.integer("The HTTP status.", in: 400...599).json,
                        "detail": Schema.string("What went wrong this time, for people.").json,
                        "code": Schema.string("What went wrong, for programs.", pattern: "^[A-Z_]+$").json,
                        "request_id": Schema.id(Request.self, "The request's id, for whoever looks into it.").json,
                        "errors": Schema.array(
                            of: Schema(.inputError),
                            "Everything that is wrong with the input, all at once (with `VALIDATION_FAILED`).",
                            count: 1...Failure.mostErrors
                        ).json,
                    ]
                ), ("required", ["type", "title", "status", "detail", "code", "request_id"]),
            ],
            components: [.inputError]
        )
    )

    private static let inputError = Component(
        "InputError",
        .answer(
            "One thing that is wrong with one place of the input.",
            [
                "pointer": .string(
                    "Where: a JSON pointer (RFC 6901) into the body, or `/query/…` or `/headers/…`; empty for all of it."
                ),
                "code": .string("What, for programs, such as `TOO_LONG`.", pattern: "^[A-Z][A-Z0-9_]*$"),
                "detail": .string("What, for people."),
            ]
        )
    )
}
