package import Logging
package import Tracing

private enum TraceKey: ServiceContextKey {
    typealias Value = TraceContext

    static var nameOverride: String? { "trace" }
}

private enum TracerKey: ServiceContextKey {
    typealias Value = SamplingTracer
}

extension ServiceContext {
    /// Who records the trace. Here, and not the tracer of the whole process: libraries that find one there write down
    /// whatever they like, addresses with their queries for one.
    package var tracer: SamplingTracer? {
        get { self[TracerKey.self] }
        set { self[TracerKey.self] = newValue }
    }

    /// The trace that this is part of, and the span that is its innermost.
    package var trace: TraceContext? {
        get { self[TraceKey.self] }
        set { self[TraceKey.self] = newValue }
    }
}

extension TraceContext {
    /// Of the task that asks.
    package static var current: TraceContext? { ServiceContext.current?.trace }

    /// What the headers of a request say; nil unless there is exactly one `traceparent`, and that is well-formed.
    package init?(traceparent: [String], tracestate: @autoclosure () -> [String]) {
        guard traceparent.count == 1, let context = TraceContext(traceparent: traceparent[0]) else { return nil }
        self = context
        state = TraceState.read(tracestate())
    }

    /// Does something as part of the trace, if there is one.
    package static func within<Result>(
        _ trace: TraceContext?,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        guard let trace else { return try await body() }
        var context = ServiceContext.current ?? .topLevel
        context.trace = trace
        return try await ServiceContext.withValue(context, operation: body)
    }
}

extension Logger.MetadataProvider {
    /// Says of each line which trace it was written in.
    package static let trace = Logger.MetadataProvider {
        guard let trace = TraceContext.current else { return [:] }
        return ["trace_id": "\(trace.trace)", "span_id": "\(trace.span)"]
    }
}
