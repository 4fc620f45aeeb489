internal import Domain
package import Logging
package import Operations
import ServiceLifecycle
internal import Synchronization
package import Telemetry

/// Sends what stands in the outbox. Any number of instances may run: what one has claimed no other sends, until it is done or
/// the claim lapses.
///
/// It looks for endpoints for which something is due, and serves each of them on its own: claim, send, keep what came of it. No
/// transaction and no lock is held while something is sent.
package struct WebhookWorker: Service {
    /// What bounds it, and how long it waits.
    package struct Limits: Sendable {
        var slots = DeliverySlots.Limits()
        /// Between two looks, when nobody wakes it.
        package var poll = Duration.seconds(1)
        package var lapse = Duration.seconds(20)
        /// For one attempt: shorter than a claim holds.
        package var patience = Duration.seconds(15)
        /// What is under way may take so long when the process is asked to end; the rest is given back.
        package var drain = Duration.seconds(2)
        /// Sent to an endpoint in one go, before others have their turn: so many, and nothing is taken any more after so long.
        var turn = 64
        var turnTime = Duration.seconds(5)
        /// An endpoint that takes longer for one is given as little room as one that fails.
        var slow = Duration.seconds(5)
        /// Between two looks, however often it is woken.
        var gap = Duration.milliseconds(5)

        package init() {}
    }

    private let limits: Limits
    private let find: FindDueEndpoints
    private let claim: ClaimDeliveries
    private let deliver: DeliverWebhook
    private let wakes: DeliveryWakes
    private let slots: Protected<DeliverySlots>
    private let trouble: Trouble
    private let metrics: DeliveryMetrics

    /// - Parameter version: of Latchkey, as it is told to receivers.
    package init(
        platform: Platform,
        version: String,
        wakes: DeliveryWakes = DeliveryWakes(),
        limits: Limits = Limits(),
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        self.limits = limits
        find = FindDueEndpoints(platform: platform)
        claim = ClaimDeliveries(platform: platform, lapse: limits.lapse)
        deliver = DeliverWebhook(platform: platform, agent: "Latchkey/\(version)", patience: limits.patience)
        self.wakes = wakes
        slots = Protected(DeliverySlots(limits.slots))
        trouble = Trouble("sending webhooks", logger)
        self.metrics = DeliveryMetrics(metrics)
    }

    package func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                let ticks = Task { await tick() }
                for await _ in wakes.all {
                    for (due, size) in await startable() { group.addTask { await serve(due, size) } }
                    try? await Task.sleep(for: limits.gap)
                }
                ticks.cancel()
                await drain()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            wakes.finish()
        }
    }

    private func tick() async {
        while !Task.isCancelled {
            wakes.wakeUp()
            try? await Task.sleep(for: limits.poll)
        }
    }

    /// Endpoints whose slots are taken for them.
    private func startable() async -> [(due: DueEndpoint, size: Int)] {
        let (tenants, endpoints, isFull) = slots.withLock { ($0.fullTenants, $0.endpoints, $0.isFull) }
        guard !isFull, !Task.isCancelled else { return [] }
        do {
            let due = try await find(
                exceptTenants: tenants,
                exceptEndpoints: endpoints,
                limit: Self.looks
            )
            trouble.isOver(of: .finding)
            let oldest = due.endpoints.map(\.dueAt).min()
            metrics.note(lag: oldest.map { due.now - $0 } ?? .zero)
            return slots.withLock { $0.take(due.endpoints) }
        } catch {
            trouble.note(error, in: .finding)
            return []
        }
    }

    /// More than there is room for: whose turn it is, is decided here.
    private static let looks = 4096

    /// Sends what is due for one endpoint until nothing is, or others have waited for long enough.
    private func serve(_ due: DueEndpoint, _ size: Int) async {
        var mayHaveMore = true
        do {
            mayHaveMore = try await sendAll(to: due, size)
            trouble.isOver(of: .sending)
        } catch {
            trouble.note(error, in: .sending)
            // Whatever it is, it is not over at once.
            try? await Task.sleep(for: limits.poll)
        }
        slots.withLock { $0.free(due) }
        if mayHaveMore { wakes.wakeUp() }
    }

    /// - Returns: whether there may be more that is due.
    private func sendAll(to due: DueEndpoint, _ size: Int) async throws -> Bool {
        var sent = 0
        let end = ContinuousClock.now + limits.turnTime
        while sent < limits.turn, ContinuousClock.now < end, !wakes.isFinished {
            let told = wakes.told
            let ready = try await claim(due, atMost: size)
            guard !ready.isEmpty else { return wakes.told != told }
            sent += ready.count
            guard try await sendAtOnce(ready, to: due) else { return true }
        }
        return true
    }

    /// - Returns: whether all of it was taken, and quickly.
    private func sendAtOnce(_ ready: [ReadyDelivery], to due: DueEndpoint) async throws -> Bool {
        let results = await withTaskGroup(of: Result<DeliveryAttempt?, any Error>.self) { group in
            for one in ready {
                group.addTask {
                    await metrics.sending { await Result.of { try await deliver(one) } }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // Only now, since none may be cut off on account of another.
        let attempts = try results.map { try $0.get() }
        for attempt in attempts.compactMap(\.self) { metrics.note(attempt) }
        let isSlow = attempts.contains { attempt in
            attempt.map { .milliseconds($0.tookMilliseconds) > limits.slow } ?? false
        }
        slots.withLock { $0.note(due.endpoint, isSlow: isSlow) }
        return !isSlow && attempts.allSatisfy { $0?.outcome == .delivered }
    }

    private func drain() async {
        let deadline = ContinuousClock.now + limits.drain
        while !slots.withLock(\.isIdle), ContinuousClock.now < deadline {
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { return }
        }
    }
}

extension Result where Failure == any Error {
    fileprivate static func of(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}

/// One value that tasks share.
private final class Protected<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
        value.withLock(body)
    }
}
