internal import Synchronization
package import Tracing

/// A span that has ended and is to be exported.
package struct FinishedSpan: Sendable {
    package let context: TraceContext
    package let parent: SpanID?
    package let name: String
    package let kind: SpanKind
    /// Nanoseconds since 1970.
    package let begin: UInt64
    package let end: UInt64
    package let attributes: SpanAttributes
    package let status: SpanStatus?
}

/// Spans on their way out. There is only so much room: what does not fit is dropped and counted, and nobody waits.
package final class SpanQueue: Sendable {
    private struct State {
        var spans: [FinishedSpan] = []
        var dropped = 0
    }

    private let capacity: Int
    private let batch: Int
    private let state = Mutex(State())
    private let wake: AsyncStream<Void>.Continuation
    /// Comes when there is a batch; to be read once.
    package let wakes: AsyncStream<Void>

    package init(capacity: Int = 4096, batch: Int = 512) {
        self.capacity = capacity
        self.batch = batch
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ span: FinishedSpan) {
        let isBatch = state.withLock { state in
            guard state.spans.count < capacity else {
                state.dropped += 1
                return false
            }
            state.spans.append(span)
            return state.spans.count.isMultiple(of: batch)
        }
        if isBatch { wake.yield() }
    }

    package func wakeUp() {
        wake.yield()
    }

    /// The oldest ones, no more than a batch.
    package func take() -> [FinishedSpan] {
        state.withLock { state in
            let taken = Array(state.spans.prefix(batch))
            state.spans.removeFirst(taken.count)
            return taken
        }
    }

    /// What could not be sent, for the next time.
    package func putBack(_ spans: [FinishedSpan]) {
        state.withLock { state in
            let kept = spans.suffix(max(0, capacity - state.spans.count))
            state.dropped += spans.count - kept.count
            state.spans = kept + state.spans
        }
    }

    package func drop(_ count: Int) {
        state.withLock { $0.dropped += count }
    }

    package var dropped: Int { state.withLock { $0.dropped } }
    package var waiting: Int { state.withLock { $0.spans.count } }
}
