import Domain
import HTTPTypes
import Traces
import Tracing
import Wire

/// A request as a span: its method and route as they stand in the table of contents, and how it was answered. No path, no
/// query, no header, no body.
struct RequestSpan: Sendable {
    private let span: RecordedSpan

    /// Does the work as part of the trace that the request names, be it recorded or not.
    static func within(
        _ incoming: Incoming,
        _ tracer: SamplingTracer?,
        _ work: (RequestSpan?) async -> Answer
    ) async -> Answer {
        let caller = (try? incoming.get())?.trace
        guard let tracer else { return await TraceContext.within(caller) { await work(nil) } }
        var context = ServiceContext.topLevel
        context.trace = caller
        let span = tracer.startSpan("HTTP", context: context, ofKind: .server)
        defer { span.end() }
        return await ServiceContext.withValue(span.context) { await work(RequestSpan(span: span)) }
    }

    func answered(
        _ status: HTTPResponse.Status,
        _ route: RequestMetrics.Route,
        _ requestID: RequestID,
        _ failure: Failure?
    ) {
        guard span.isRecording else { return }
        if route != .none { span.operationName = "\(route.method) \(route.template)" }
        span.attributes = [
            "http.request.method": .string(route == .none ? "_OTHER" : route.method),
            "http.response.status_code": .int64(Int64(status.code)),
            "latchkey.request_id": .string(requestID.description),
        ]
        if route != .none { span.attributes["http.route"] = route.template }
        if let failure { span.attributes["error.type"] = failure.code.rawValue }
        if status.kind == .serverError { span.setStatus(SpanStatus(code: .error)) }
    }
}

extension RawRequest {
    fileprivate var trace: TraceContext? {
        TraceContext(
            traceparent: headers[values: .named("traceparent")],
            tracestate: headers[values: .named("tracestate")]
        )
    }
}
