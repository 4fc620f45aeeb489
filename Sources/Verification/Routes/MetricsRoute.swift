internal import Domain
internal import NIOHTTP1
internal import Telemetry

/// `GET /metrics`: what this process tells of itself, for Prometheus. Nothing of it is anybody's own: `Metrics` says why.
struct MetricsRoute: Sendable {
    let metrics: Metrics

    func respond(to request: IncomingRequest) throws(Failure) -> Response {
        guard request.query == nil else { throw Failure(.badRequest, "/metrics takes no query parameters.") }
        let accepted = request.headers.values("accept")
        let format = Exposition.Format(accepting: accepted.isEmpty ? nil : accepted.joined(separator: ","))
        // Some of it is read from files, for which no connection has to wait.
        return .later {
            Answer(
                status: .ok,
                content: Answer.Content(type: format.contentType, bytes: metrics.write(as: format))
            )
        }
    }
}
