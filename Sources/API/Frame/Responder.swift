import Domain
import HTTPTypes
import Logging
import Traces
import Wire

/// Answers whatever arrives: routes it, finds out who asks, and turns every failure into a problem document.
///
/// The order of refusals: what is wrong with the request as HTTP (400, 413, 421), then 404 and 405 for a route, a body that
/// is no JSON by its type or should not be there (400, 415), a session's token that is missing or ambiguous (401), another
/// site's page behind it (403), the token's own worth (401), and then whatever the handler says.
struct Responder: Sendable {
    let routes: RouteTree
    /// From the token of a session to whose it is.
    let authenticate: @Sendable (Sensitive<String>) async throws -> Actor
    /// Told of each failure of a handler, before it becomes an answer.
    let failed: @Sendable (Failure, APIRequest, Route.Access) -> Void
    /// What is answered where there is no route; nil for the problem.
    let lost: @Sendable (HTTPRequest.Method, _ path: String, HTTPFields) -> APIResponse?
    let publicURL: String
    let securityHeaders: SecurityHeaders
    let trustedProxies: TrustedProxies
    let now: @Sendable () -> Instant
    let entropy: Entropy
    /// How long a handler may take.
    let patience: Duration
    let metrics: RequestMetrics
    /// Nil where nobody asked for traces.
    let tracer: SamplingTracer?
    let logger: Logger

    func answer(_ incoming: Incoming) async -> Answer {
        await RequestSpan.within(incoming, tracer) { span in await answer(incoming, span) }
    }

    private func answer(_ incoming: Incoming, _ span: RequestSpan?) async -> Answer {
        let start = ContinuousClock.now
        let receivedAt = now()
        let requestID = RequestID.make(at: receivedAt, using: entropy)
        var log = AccessLog(logger, requestID)
        var answer: Answer
        var dialect = Dialect.plain
        do {
            let response = try await respond(to: incoming.get(), requestID, receivedAt, &log, &dialect)
            log.failure = response.failure
            answer = Answer(response, in: dialect)
        } catch {
            let failure = Failure(anything: error)
            log.failure = failure
            let refusal = dialect.refusal(failure, requestID: requestID)
            answer = Answer(refusal, allow: (error as? WrongMethod)?.allowed)
            answer.closes = error is Overdue
        }
        log.write(answer.status, since: start)
        metrics.answered(answer.status, log.answeredRoute, since: start)
        span?.answered(answer.status, log.answeredRoute, requestID, log.failure)
        return finished(answer, requestID)
    }

    private func respond(
        to raw: RawRequest,
        _ requestID: RequestID,
        _ receivedAt: Instant,
        _ log: inout AccessLog,
        _ dialect: inout Dialect
    ) async throws -> APIResponse {
        log.method = raw.method
        let target: Target
        do { target = try Target(raw.target) } catch {
            let path = String(raw.target.prefix { $0 != "?" })
            guard let response = lost(raw.method, path, raw.headers) else { throw error }
            return response
        }
        dialect = routes.dialect(of: target.segments)
        guard let (route, parameters) = try find(raw.method, target) else {
            guard let response = lost(raw.method, target.path, raw.headers) else { throw Failure.noSuchPath() }
            return response
        }
        log.route = route.template
        log.answeredRoute = RequestMetrics.Route(route)
        try Self.checkBody(of: raw, as: route.dialect)
        return try await inTime(raw.method, route.patience ?? patience) {
            let request = try await request(for: route, parameters, raw, target, requestID, receivedAt)
            do {
                return try await route.handler(request)
            } catch let failure as Failure {
                failed(failure, request, route.access)
                throw failure
            }
        }
    }

    private static func checkBody(of raw: RawRequest, as dialect: Dialect) throws(Failure) {
        guard !raw.body.isEmpty else { return }
        switch raw.method {
        case .post, .put, .patch: break
        default: throw Failure(.badRequest, "A request with this method has no body.")
        }
        try JSONBody.requireJSON(raw.headers[.contentType], as: dialect.mediaTypes)
    }

    private func find(_ method: HTTPRequest.Method, _ target: Target) throws -> (Route, [String: String])? {
        switch routes.match(method, target.segments) {
        case .route(let route, let parameters): return (route, parameters)
        case .otherMethods(let allowed): throw WrongMethod(allowed: allowed)
        case .none: return nil
        }
    }

    /// Cancels what takes too long. Being cancelled itself, it leaves the last word to `work`, which knows what it has done.
    private func inTime(
        _ method: HTTPRequest.Method,
        _ patience: Duration,
        _ work: @escaping @Sendable () async throws -> APIResponse
    ) async throws -> APIResponse {
        try await withThrowingTaskGroup(of: APIResponse?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                do { try await Task.sleep(for: patience) } catch { return nil }
                throw Overdue(method: method)
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let response = result { return response }
            }
            throw CancellationError()
        }
    }

    private func request(
        for route: Route,
        _ parameters: [String: String],
        _ raw: RawRequest,
        _ target: Target,
        _ requestID: RequestID,
        _ receivedAt: Instant
    ) async throws -> APIRequest {
        let presented = try presentedToken(for: route, raw.headers)
        let provenance = Provenance(raw.headers, publicURL: publicURL)
        try Self.refuseCrossSite(raw.method, route.access, presented, provenance)
        let request = APIRequest(
            requestID: requestID,
            receivedAt: receivedAt,
            method: raw.method,
            route: route.template,
            path: target.path,
            headers: raw.headers,
            remoteAddress: trustedProxies.client(
                of: raw.remoteAddress,
                forwardedFor: raw.headers[values: .named("X-Forwarded-For")]
            ),
            parameters: parameters,
            queryItems: route.ignoresQuery ? [] : try target.query(),
            takesQuery: !route.query.isEmpty,
            mediaTypes: route.dialect.mediaTypes,
            bodyBytes: raw.body,
            signedIn: try await actor(with: presented),
            transport: presented?.transport,
            provenance: provenance
        )
        if route.access.isSettled, !route.ignoresQuery { try request.requireDeclaredQuery() }
        return request
    }

    private func presentedToken(for route: Route, _ headers: HTTPFields) throws(Failure) -> PresentedToken? {
        switch route.access {
        case .public, .directory: nil
        case .signedIn, .action: try PresentedToken(in: headers)
        }
    }

    /// The one place against requests that another site makes a browser send. A token in `Authorization` is nothing that a
    /// browser would add by itself, and directories are let in by nothing else.
    private static func refuseCrossSite(
        _ method: HTTPRequest.Method,
        _ access: Route.Access,
        _ presented: PresentedToken?,
        _ provenance: Provenance
    ) throws(Failure) {
        guard method != .get, method != .head, !access.isForDirectories else { return }
        switch presented?.transport {
        case .cookie: try provenance.requireOwnPage()
        case .bearer: break
        case nil: try provenance.refuseOtherPage()
        }
    }

    private func actor(with presented: PresentedToken?) async throws -> Actor? {
        guard let presented else { return nil }
        return try await authenticate(presented.token)
    }

    private func finished(_ answer: Answer, _ requestID: RequestID) -> Answer {
        var answer = answer
        answer.headers[.latchkeyRequestID] = requestID.description
        answer.headers[.date] = now().httpDate
        answer.headers = securityHeaders.added(to: answer.headers)
        return answer
    }
}

/// 405 names what would be allowed.
private struct WrongMethod: Error {
    let allowed: [HTTPRequest.Method]
}

/// The handler was cancelled, because it took too long.
private struct Overdue: Error {
    let method: HTTPRequest.Method

    var failure: Failure {
        switch method {
        case .get, .head:
            Failure(.unavailable, "This took too long.", retryAfter: .seconds(1))
        default:
            Failure(
                .outcomeUnknown,
                "This took too long, and may or may not have been done: look before you try again.",
                retryAfter: .seconds(1)
            )
        }
    }
}

extension Route.Access {
    fileprivate var isForDirectories: Bool {
        if case .directory = self { true } else { false }
    }

    /// Whether nothing but signing in is asked for. Otherwise the operation decides, and then refuses what is wrong.
    fileprivate var isSettled: Bool {
        switch self {
        case .public, .signedIn: true
        case .action, .directory: false
        }
    }
}

extension Failure {
    fileprivate init(anything error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let overdue as Overdue: self = overdue.failure
        case is WrongMethod: self = Failure(.methodNotAllowed, "See the Allow header for the methods of this path.")
        case let error as InputError: self = .invalid([error])
        case is CancellationError: self = Failure(.unavailable, "The server is shutting down.")
        default: self = Failure(.internal, "Something went wrong. It was logged with the request's id.", cause: error)
        }
    }
}

extension Answer {
    fileprivate init(_ response: APIResponse, in dialect: Dialect) {
        let body = response.encoded ?? response.body?.encoded()
        self.init(status: response.status, headers: response.headers, body: body ?? [], stream: response.stream)
        if body != nil, headers[.contentType] == nil { headers[.contentType] = dialect.mediaTypes[0] }
    }

    fileprivate init(_ problem: Problem, allow methods: [HTTPRequest.Method]?) {
        self.init(status: problem.status, headers: problem.headers, body: problem.body)
        if let methods { headers[.allow] = methods.map(\.rawValue).joined(separator: ", ") }
    }
}
