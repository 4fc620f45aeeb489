internal import Domain
internal import NIOHTTP1
internal import Traces
internal import Tracing

/// A request to the private listener as a span. There is one only where traces are asked for, and the request is part of one
/// that is recorded: otherwise there is not even an object.
struct CheckSpan: Sendable {
    private let span: RecordedSpan

    init?(of head: RequestHead, to route: Route, by tracer: SamplingTracer?) {
        guard let tracer, let caller = TraceContext(head.headers), caller.isSampled else { return nil }
        var context = ServiceContext.topLevel
        context.trace = caller
        span = tracer.startSpan("\(route.path)", context: context, ofKind: .server)
        span.attributes = ["http.route": .string(route.path)]
    }

    func end(_ answer: Answer) {
        span.attributes["http.response.status_code"] = Int(answer.status.code)
        if let check = answer.check { span.attributes["latchkey.verdict"] = check.verdict.rawValue }
        if answer.status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
        span.end()
    }

    /// Work whose spans are below this one, which ends with it.
    func around(_ work: @escaping @Sendable () async throws -> Answer) -> @Sendable () async throws -> Answer {
        {
            do {
                let answer = try await ServiceContext.withValue(span.context, operation: work)
                end(answer)
                return answer
            } catch {
                span.fail(error)
                span.end()
                throw error
            }
        }
    }
}

extension TraceContext {
    fileprivate init?(_ headers: RequestHeaders) {
        self.init(traceparent: headers.values("traceparent"), tracestate: headers.values("tracestate"))
    }
}
