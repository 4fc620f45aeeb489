internal import Domain
internal import HTTPTypes
internal import Logging
internal import NIOHTTP1
internal import Telemetry
internal import Traces
internal import Wire

/// Finds the route of a request, and turns failures into problem documents.
struct Responder: Sendable {
    let routes: [Route]
    let gatewayToken: GatewayToken?
    let logger: Logger
    /// The wall clock: for the header `Date` and for request ids.
    let now: @Sendable () -> Instant
    let entropy: Entropy
    var metrics = CheckMetrics(Metrics())
    /// Nil where nobody asked for traces.
    var tracer: SamplingTracer?

    /// What can be said of a request before its body is there, in the order of refusals.
    func route(_ head: RequestHead) -> Result<Route, Refusal> {
        // The target is ASCII.
        guard let route = routes.first(where: { $0.path == head.path }) else {
            return .failure(Refusal(.notFound()))
        }
        if let methods = route.methods, !methods.contains(head.method) {
            let failure = Failure(.methodNotAllowed, "\(route.path) is not for this method.")
            return .failure(
                Refusal(failure, fields: [Answer.Field("Allow", methods.map(\.rawValue).joined(separator: ", "))])
            )
        }
        if route.audience == .gateways, let gatewayToken, !gatewayToken.isIn(head.headers) {
            let failure = Failure(.unauthenticated, "Send the gateways' token in Latchkey-Gateway-Token.")
            return .failure(Refusal(failure, of: route))
        }
        if route.needsJSON, !JSONBody.isJSON(head.headers.only("content-type")) {
            let failure = Failure(.unsupportedMediaType, "The body must be sent as application/json.")
            return .failure(Refusal(failure, of: route))
        }
        return .success(route)
    }

    /// A problem document.
    func answer(_ refusal: Refusal) -> Answer {
        let id = RequestID.make(at: now(), using: entropy)
        log(refusal.failure, id)
        let problem = Problem(refusal.failure, requestID: id)
        var fields = [Answer.Field("Latchkey-Request-Id", id.description)]
        for (name, text) in Self.passedOn {
            if let value = problem.headers[name] { fields.append(Answer.Field(text, value)) }
        }
        return Answer(
            status: HTTPResponseStatus(statusCode: problem.status.code),
            fields: fields + refusal.fields,
            content: Answer.Content(type: "application/problem+json", bytes: problem.body)
        )
    }

    private static let passedOn: [(HTTPField.Name, StaticString)] = [
        (.wwwAuthenticate, "WWW-Authenticate"), (.retryAfter, "Retry-After"),
    ]

    private func log(_ failure: Failure, _ id: RequestID) {
        guard let cause = failure.cause else { return }
        // While the database is away every check fails the same way, thousands of times a second.
        let level: Logger.Level = failure.code == .internal ? .error : .debug
        logger.log(level: level, "a check failed", metadata: ["request": "\(id)", "cause": "\(cause)"])
    }
}

/// Why a request is not answered with what it asked for.
struct Refusal: Error {
    let failure: Failure
    let fields: [Answer.Field]

    init(_ failure: Failure, fields: [Answer.Field] = []) {
        self.failure = failure
        self.fields = fields
    }

    init(_ error: any Error, of route: Route) {
        failure = error as? Failure ?? .internal(cause: error)
        fields = route.putsCodeInHeader ? [Answer.Field("X-Auth-Code", failure.code.rawValue)] : []
    }
}
