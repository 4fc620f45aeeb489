internal import Domain
internal import Synchronization
package import Tracing

/// A span as it is under way; of one that nobody records, only where it stands in its trace.
package final class RecordedSpan: Span {
    private struct State {
        var name: String
        var attributes = SpanAttributes()
        var status: SpanStatus?
        var isEnded = false
    }

    package let context: ServiceContext
    package let isRecording: Bool
    private let trace: TraceContext
    private let parent: SpanID?
    private let kind: SpanKind
    private let begin: UInt64
    private let queue: SpanQueue
    private let state: Mutex<State>

    init(
        _ name: String,
        _ kind: SpanKind,
        _ trace: TraceContext,
        below parent: SpanID?,
        in context: ServiceContext,
        at begin: UInt64,
        to queue: SpanQueue
    ) {
        var context = context
        context.trace = trace
        self.context = context
        self.trace = trace
        self.parent = parent
        self.kind = kind
        self.begin = begin
        self.queue = queue
        isRecording = trace.isSampled
        state = Mutex(State(name: name))
    }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set {
            guard isRecording else { return }
            state.withLock { $0.attributes = newValue }
        }
    }

    package func setStatus(_ status: SpanStatus) {
        state.withLock { $0.status = status }
    }

    /// What kind of error, and never what it says: that may be anything.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        let kind = (error as? Failure)?.code.rawValue ?? "\(type(of: error))"
        self.attributes["error.type"] = kind
    }

    /// Nothing here speaks of events or links.
    package func addEvent(_ event: SpanEvent) {}
    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard isRecording else { return }
        let end = instant().nanosecondsSinceEpoch
        let ended: State? = state.withLock { state in
            guard !state.isEnded else { return nil }
            state.isEnded = true
            return state
        }
        guard let ended else { return }
        queue.add(
            FinishedSpan(
                context: trace,
                parent: parent,
                name: ended.name,
                kind: kind,
                begin: begin,
                end: max(begin, end),
                attributes: ended.attributes,
                status: ended.status
            )
        )
    }
}
