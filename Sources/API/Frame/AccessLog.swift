import Domain
import HTTPTypes
import Logging
import Wire

/// One line a request: never its raw path, query, headers or body, which may hold secrets.
struct AccessLog {
    private var logger: Logger
    var method: HTTPRequest.Method?
    var route: String?
    var answeredRoute = RequestMetrics.Route.none
    var failure: Failure?

    init(_ logger: Logger, _ requestID: RequestID) {
        self.logger = logger
        self.logger[metadataKey: "request_id"] = "\(requestID)"
    }

    func write(_ status: HTTPResponse.Status, since start: ContinuousClock.Instant) {
        var metadata: Logger.Metadata = [
            "status": "\(status.code)", "duration_ms": "\((.now - start) / .milliseconds(1))",
        ]
        metadata["method"] = method.map { "\($0.rawValue)" }
        metadata["route"] = route.map { "\($0)" }
        metadata["code"] = (failure?.code.rawValue).map { "\($0)" }
        metadata["cause"] = failure?.cause.map { "\($0)" }
        logger.log(level: status.kind == .serverError ? .error : .info, "Answered.", metadata: metadata)
    }
}
