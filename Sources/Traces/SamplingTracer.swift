package import Domain
package import Tracing

/// Begins spans, and hands those that are recorded to a queue.
package struct SamplingTracer: Tracer {
    private let sampler: Sampler
    private let queue: SpanQueue
    private let entropy: Entropy

    package init(sampler: Sampler, queue: SpanQueue, entropy: Entropy = .system) {
        self.sampler = sampler
        self.queue = queue
        self.entropy = entropy
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> RecordedSpan {
        var context = context()
        context.tracer = self
        let parent = context.trace
        let trace = parent?.trace ?? TraceID(high: word(), low: word())
        // Within this process the decision is made, also where it does not follow who called us.
        let isOurs = kind != .server && parent != nil
        let own = TraceContext(
            trace: trace,
            span: SpanID(bits: word()),
            isSampled: isOurs ? parent?.isSampled == true : sampler.records(trace, below: parent),
            state: parent?.state
        )
        return RecordedSpan(
            operationName,
            kind,
            own,
            below: parent?.span,
            in: context,
            at: instant().nanosecondsSinceEpoch,
            to: queue
        )
    }

    /// Never zero, which would be no id.
    private func word() -> UInt64 {
        max(1, entropy.bytes(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    package func forceFlush() {
        queue.wakeUp()
    }

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: "traceparent", from: carrier) else { return }
        let state = extractor.extract(key: "tracestate", from: carrier)
        if let trace = TraceContext(traceparent: [header], tracestate: state.map { [$0] } ?? []) {
            context.trace = trace
        }
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
        if let state = trace.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }
}
