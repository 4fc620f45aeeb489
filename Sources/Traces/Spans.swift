package import Tracing

/// Does something as a span of the trace that the task is in. Outside of one that is recorded it is as if this were not there.
///
/// What a span is called and says of itself is ours: no ids, no values, nothing that was sent.
package func inSpan<Result>(
    _ name: String,
    _ kind: SpanKind = .internal,
    _ attributes: @autoclosure () -> SpanAttributes = [:],
    _ body: () async throws -> Result
) async rethrows -> Result {
    guard let span = beginSpan(name, kind, attributes()) else { return try await body() }
    defer { span.end() }
    do {
        return try await ServiceContext.withValue(span.context, operation: body)
    } catch {
        span.fail(error)
        throw error
    }
}

/// The same, for what has no spans within it. Whoever begins it ends it.
package func beginSpan(
    _ name: String,
    _ kind: SpanKind = .internal,
    _ attributes: @autoclosure () -> SpanAttributes = [:]
) -> RecordedSpan? {
    guard let context = ServiceContext.current, context.trace?.isSampled == true, let tracer = context.tracer else {
        return nil
    }
    let span = tracer.startSpan(name, context: context, ofKind: kind)
    span.attributes = attributes()
    return span
}

extension RecordedSpan {
    package func fail(_ error: any Error) {
        recordError(error)
        setStatus(SpanStatus(code: .error))
    }
}
