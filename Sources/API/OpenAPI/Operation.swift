internal import Domain
internal import HTTPTypes

/// What the OpenAPI document says of one route. What follows from the route itself (who may call it, which headers it takes,
/// the errors that come with those) is added by the document, and is not said here again.
struct Operation: Sendable {
    let method: HTTPRequest.Method
    let template: String
    /// As client generators name the function.
    let id: String
    let tag: Tag
    let summary: String
    let description: String
    let query: [QueryParameter]
    let body: Body?
    let ifMatch: IfMatch
    let answer: Success
    /// What may come of it instead.
    let otherAnswer: Success?
    /// Beyond those that follow from the route.
    let errors: [Failure.Code]

    init(
        _ method: HTTPRequest.Method,
        _ template: String,
        _ id: String,
        _ tag: Tag,
        _ summary: String,
        _ description: String,
        query: [QueryParameter] = [],
        body: Body? = nil,
        ifMatch: IfMatch = .ignored,
        answer: Success,
        orElse otherAnswer: Success? = nil,
        errors: [Failure.Code] = []
    ) {
        self.method = method
        self.template = template
        self.id = id
        self.tag = tag
        self.summary = summary
        self.description = description
        self.query = query
        self.body = body
        self.ifMatch = ifMatch
        self.answer = answer
        self.otherAnswer = otherAnswer
        self.errors = errors
    }

    /// What becomes of `If-Match`.
    enum IfMatch: Sendable {
        case ignored, honoured, required
    }
}

/// What an operation is sorted under.
enum Tag: String, CaseIterable, Sendable {
    case sessions = "Sessions"
    case singleSignOn = "Single sign-on"
    case secondFactor = "Second factor"
    case tenants = "Tenants"
    case policies = "Policies"
    case limits = "Key limits"
    case groups = "Authorization groups"
    case members = "Members"
    case links = "Links"
    case keys = "Keys"
    case leaks = "Leaked keys"
    case usage = "Usage"
    case audit = "Audit"
    case directories = "Directories"
    case webhooks = "Webhooks"
    case document = "This document"

    var description: String {
        switch self {
        case .sessions: "Signing in and out, where one is signed in, and who one is."
        case .singleSignOn: "A tenant's own identity provider: which it is, and signing in through it."
        case .secondFactor: "Codes of a device that go with one's password, and recovery codes for when it is lost."
        case .tenants: "The platform's customers: partners, and businesses that may have a partner above them."
        case .policies: "The rules of a tenant's keys, and the presets from which new tenants copy them."
        case .limits: "How many keys a tenant may have, and asking for more."
        case .groups: "Named sets of scopes: those of keys, or the ceiling of what a person may grant."
        case .members: "The people of a tenant, its advisors among them, and those who are invited."
        case .links: "What people do who have no more than a link: its token is the only proof."
        case .keys: "API keys, from their creation to their end."
        case .leaks: "What anybody may do who has found a key, or holds it, and has no session."
        case .usage: "How often keys are used, and with what success."
        case .audit: "What was done, by whom, from where and why, and the proof that nobody has changed what it says."
        case .directories: "What a tenant's directory may tell of its people by SCIM, and what that makes of them."
        case .webhooks: "Where a tenant's events are sent, signed, and what came of each."
        case .document: "The description of this API, by which it is tested."
        }
    }
}

/// A parameter of the query. Each may be sent once.
struct QueryParameter: Sendable {
    let name: String
    let schema: Schema
    let example: JSON?

    init(_ name: String, _ schema: Schema, example: JSON? = nil) {
        self.name = name
        self.schema = schema
        self.example = example
    }

    /// Of every list.
    static let page = [
        QueryParameter(
            "limit",
            .integer("The most entries that a page may have.", in: 1...100).unlessSent(25)
        ),
        QueryParameter(
            "cursor",
            .string("`next_cursor` of the page before; good for this very list, with the same filters and order.")
        ),
    ]
}

/// The JSON that a client sends.
struct Body: Sendable {
    let schema: Schema
    let example: JSON
    let isRequired: Bool

    static func required(_ component: Component, example: JSON) -> Body {
        Body(schema: Schema(component), example: example, isRequired: true)
    }

    /// No body is as good as an empty object.
    static func optional(_ component: Component, example: JSON) -> Body {
        Body(schema: Schema(component), example: example, isRequired: false)
    }
}

/// What comes of an operation when all went well.
struct Success: Sendable {
    let status: HTTPResponse.Status
    let description: String
    let schema: Schema?
    var headers: [AnswerHeader] = []
    var mediaType = "application/json"
    /// Where in the answer stand ids that other operations take in their paths, as JSON pointers.
    var ids: [(parameter: String, pointer: String)] = []

    static func ok(_ description: String, _ schema: Schema) -> Success {
        Success(status: .ok, description: description, schema: schema)
    }

    /// Lines of JSON, as many as there are.
    static func lines(_ description: String, _ schema: Schema) -> Success {
        Success(status: .ok, description: description, schema: schema, mediaType: "application/jsonl")
    }

    static func created(_ description: String, _ schema: Schema) -> Success {
        Success(status: .created, description: description, schema: schema)
    }

    static func found(_ description: String) -> Success {
        Success(status: .found, description: description, schema: nil, headers: [.location])
    }

    static func seeOther(_ description: String) -> Success {
        Success(status: .seeOther, description: description, schema: nil, headers: [.location])
    }

    static func noContent(_ description: String) -> Success {
        Success(status: .noContent, description: description, schema: nil)
    }

    /// With the version of the resource that is answered.
    var withETag: Success { with(.eTag) }

    /// With that version, where the answer is not null.
    var withETagOfAny: Success { with(.eTagSometimes) }

    /// With the receipt of a change that tightens, in a header.
    var withReceipt: Success { with(.receipt) }

    /// With the cookie that keeps a session, or takes it away.
    var withCookie: Success { with(.setCookie) }

    /// With an id that other operations take.
    func giving(_ parameter: String, at pointer: String) -> Success {
        var answer = self
        answer.ids.append((parameter, pointer))
        return answer
    }

    private func with(_ header: AnswerHeader) -> Success {
        var answer = self
        answer.headers.append(header)
        return answer
    }
}
