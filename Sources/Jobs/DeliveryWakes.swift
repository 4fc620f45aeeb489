internal import Synchronization

/// Wakes whoever sends webhooks up: there may be something new in the outbox. A hint that may be missed, since it is looked at
/// from time to time anyway.
package final class DeliveryWakes: Sendable {
    let all: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let count = Atomic(0)
    private let finished = Atomic(false)

    package init() {
        (all, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something was committed.
    package func tell() {
        count.add(1, ordering: .relaxed)
        wakeUp()
    }

    /// How often something was.
    var told: Int { count.load(ordering: .relaxed) }

    func wakeUp() {
        continuation.yield()
    }

    /// Nobody is woken up any more.
    func finish() {
        finished.store(true, ordering: .relaxed)
        continuation.finish()
    }

    var isFinished: Bool { finished.load(ordering: .relaxed) }
}
