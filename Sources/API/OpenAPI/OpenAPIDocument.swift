internal import Domain
internal import HTTPTypes
internal import Wire

/// The OpenAPI 3.1 document of the public listener, made of its routes and of what is said of each.
struct OpenAPIDocument: Sendable {
    private let described: [(route: Route, operation: Operation)]

    /// Describes the routes for which there is an operation; a test holds that there is one for each.
    init(routes: [Route], operations: [Operation]) {
        described = routes.compactMap { route in
            operations.first { $0.method == route.method && $0.template == route.template }.map { (route, $0) }
        }
    }

    var json: JSON {
        [
            "openapi": "3.1.0",
            "info": Self.info,
            "servers": [["url": "/", "description": "The server that this document comes from."]],
            "tags": .array(tags.map { ["name": .string($0.rawValue), "description": .string($0.description)] }),
            "paths": paths,
            "components": components,
        ]
    }

    private static let info: JSON = [
        "title": "Latchkey",
        "version": "1",
        "summary": "The admin API of Latchkey: tenants, people, policies, authorization groups, limits and keys.",
        "description": """
        JSON over HTTP. Sign in with `POST /v1/sessions`, and send the token as `Authorization: Bearer …`; \
        in a browser, sign in with a cookie instead.

        - **Input** is strict: unknown fields, duplicate ones, unknown query parameters and impossible dates are refused \
        with 422, all of them at once; another content type than `application/json` with 415, more than 64 KiB with 413.
        - **Errors** are problem documents (RFC 9457). Programs look at `code`. A path that is not here answers 404 \
        `NOT_FOUND`, a method that is not here 405 `METHOD_NOT_ALLOWED` with `Allow`. `HEAD` works wherever `GET` does.
        - **Order of refusals**: 401, 404, 403, a missing reason, 422, 428 and 412, 409.
        - **Lists** have `limit` and `cursor`; follow `next_cursor` until it is null.
        - **Versions**: `ETag` is the version of what can be edited. `PATCH` needs it back in `If-Match`.
        - **Sending again** is safe with an `Idempotency-Key`.
        - **Times** are RFC 3339 in UTC, ids say by their prefix what they are of.

        What is answered is described in full, so that it can be tested; later versions may add fields.
        """,
        "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
    ]

    private var tags: [Tag] {
        let used = Set(described.map(\.operation.tag))
        return Tag.allCases.filter(used.contains)
    }

    private var paths: JSON {
        var templates: [String] = []
        for (route, _) in described where !templates.contains(route.template) { templates.append(route.template) }
        return .object(
            templates.map { template in
                let methods = described.filter { $0.route.template == template }
                return JSON.Member(
                    template,
                    .object(
                        methods.map {
                            JSON.Member($0.route.method.rawValue.lowercased(), json($0.operation, on: $0.route))
                        }
                    )
                )
            }
        )
    }

    private func json(_ operation: Operation, on route: Route) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("operationId", .string(operation.id)),
            JSON.Member("tags", [.string(operation.tag.rawValue)]),
            JSON.Member("summary", .string(operation.summary)),
            JSON.Member("description", .string(operation.description)),
            JSON.Member("security", route.access.needsSession ? [["session": []], ["cookie": []]] : []),
            JSON.Member("parameters", .array(parameters(of: operation, on: route))),
        ]
        if let body = operation.body { members.append(JSON.Member("requestBody", body.json)) }
        members.append(JSON.Member("responses", responses(of: operation, on: route)))
        return .object(members)
    }

    private func parameters(of operation: Operation, on route: Route) -> [JSON] {
        route.pathParameters.compactMap { PathParameter(rawValue: $0)?.reference }
            + operation.query.map(\.json) + route.requestHeaders(operation).map(\.reference)
    }

    private func responses(of operation: Operation, on route: Route) -> JSON {
        let answer = JSON.Member(
            String(operation.answer.status.code),
            operation.answer.json(headers: route.answerHeaders(operation), links: links(from: operation, on: route))
        )
        let other = operation.otherAnswer.map { other in
            JSON.Member(String(other.status.code), other.json(headers: [.requestID] + other.headers, links: []))
        }
        let problems = ProblemAnswer.all(of: route.errors(operation))
        return .object(
            [answer] + [other].compactMap(\.self) + problems.map { JSON.Member(String($0.status), $0.reference) }
        )
    }

    /// To every operation whose path takes what this one's has and what this one gives, and nothing more.
    private func links(from operation: Operation, on route: Route) -> [JSON.Member] {
        guard !operation.answer.ids.isEmpty else { return [] }
        let known =
            route.pathParameters.map { ($0, "$request.path.\($0)") }
            + operation.answer.ids.map { ($0.parameter, "$response.body#\($0.pointer)") }
        let names = Set(known.map(\.0))
        return described.filter { Set($0.route.pathParameters) == names }.map { target in
            JSON.Member(
                target.operation.id,
                [
                    "operationId": .string(target.operation.id),
                    "parameters": .object(known.map { JSON.Member($0, .string($1)) }),
                ]
            )
        }
    }
}

extension OpenAPIDocument {
    private var components: JSON {
        [
            "securitySchemes": [
                "session": [
                    "type": "http", "scheme": "bearer",
                    "description": "The token that `POST /v1/sessions` answers, for as long as its session lasts.",
                ],
                "cookie": [
                    "type": "apiKey", "in": "cookie", "name": .string(Cookie.session.rawValue),
                    "description": """
                    The same token, kept by a browser that signed in with `COOKIE`. Whatever is not `GET` needs \
                    `Sec-Fetch-Site: same-origin`, or else `Origin` with the server's own, as browsers send them from its pages.
                    """,
                ],
            ],
            "parameters": .object(
                PathParameter.allCases.map { JSON.Member($0.rawValue, $0.json) }
                    + RequestHeader.allCases.map { JSON.Member($0.rawValue, $0.json) }
            ),
            "headers": .object(AnswerHeader.allCases.map { JSON.Member($0.rawValue, $0.json) }),
            "responses": .object(problems.map { JSON.Member($0.name, $0.json) }),
            "schemas": .object(schemas.map { JSON.Member($0.name, $0.schema.json) }),
        ]
    }

    /// Each once; also those of no operation.
    private var problems: [ProblemAnswer] {
        let all =
            described.flatMap { ProblemAnswer.all(of: $0.route.errors($0.operation)) }
            + [ProblemAnswer(status: Failure.Code.methodNotAllowed.status.code, codes: [.methodNotAllowed])]
        return Dictionary(all.map { ($0.name, $0) }) { first, _ in first }.values
            .sorted { ($0.status, $0.name) < ($1.status, $1.name) }
    }

    /// All that is referred to, directly or not.
    private var schemas: [Component] {
        var found: [String: Component] = [:]
        var next = described.flatMap { $0.operation.components } + problems.flatMap(\.components)
        while let component = next.popLast() {
            guard found.updateValue(component, forKey: component.name) == nil else { continue }
            next += component.schema.components
        }
        return found.values.sorted { $0.name < $1.name }
    }
}

extension Operation {
    fileprivate var components: [Component] {
        (body?.schema.components ?? []) + (answer.schema?.components ?? [])
            + (otherAnswer?.schema?.components ?? []) + query.flatMap(\.schema.components)
    }
}

extension QueryParameter {
    fileprivate var json: JSON {
        var members = [JSON.Member("name", .string(name)), JSON.Member("in", "query")]
        if case .string(let description)? = schema.json["description"] {
            members.append(JSON.Member("description", .string(description)))
        }
        members.append(JSON.Member("schema", schema.json))
        if let example { members.append(JSON.Member("example", example)) }
        return .object(members)
    }
}

extension Body {
    fileprivate var json: JSON {
        [
            "required": .bool(isRequired),
            "content": ["application/json": ["schema": schema.json, "example": example]],
        ]
    }
}

extension Success {
    fileprivate func json(headers: [AnswerHeader], links: [JSON.Member]) -> JSON {
        var members = [
            JSON.Member("description", .string(description)),
            JSON.Member("headers", .object(headers.map { JSON.Member($0.name, $0.reference) })),
        ]
        if let schema {
            members.append(JSON.Member("content", .object([JSON.Member(mediaType, ["schema": schema.json])])))
        }
        if !links.isEmpty { members.append(JSON.Member("links", .object(links))) }
        return .object(members)
    }
}
