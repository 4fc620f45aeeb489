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
        /// Sent to an endpoint in one go, before others have their turn.
        var turn = 64
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
                    for due in await startable() { group.addTask { await serve(due) } }
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
    private func startable() async -> [DueEndpoint] {
        let (tenants, endpoints, isFull) = slots.withLock { ($0.fullTenants, $0.endpoints, $0.isFull) }
        guard !isFull, !Task.isCancelled else { return [] }
        do {
            let due = try await find(
                exceptTenants: tenants,
                exceptEndpoints: endpoints,
                limit: limits.slots.all
            )
            trouble.isOver(of: .finding)
            let oldest = due.endpoints.map(\.dueAt).min()
            metrics.note(lag: oldest.map { due.now - $0 } ?? .zero)
            return due.endpoints.filter { due in slots.withLock { $0.take(due) } }
        } catch {
            trouble.note(error, in: .finding)
            return []
        }
    }

    /// Sends what is due for one endpoint until nothing is, or others have waited for long enough.
    private func serve(_ due: DueEndpoint) async {
        var mayHaveMore = true
        do {
            mayHaveMore = try await sendAll(to: due)
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
    private func sendAll(to due: DueEndpoint) async throws -> Bool {
        var sent = 0
        while sent < limits.turn, !wakes.isFinished {
            let told = wakes.told
            let ready = try await claim(due, atMost: due.isFailing ? 1 : limits.slots.endpoint)
            guard !ready.isEmpty else { return wakes.told != told }
            sent += ready.count
            guard try await sendAtOnce(ready) else { return true }
        }
        return true
    }

    /// - Returns: whether all of it was taken.
    private func sendAtOnce(_ ready: [ReadyDelivery]) async throws -> Bool {
        let results = await withTaskGroup(of: Result<DeliveryAttempt?, any Error>.self) { group in
            for one in ready {
                group.addTask {
                    await metrics.sending { await Result.of { try await deliver(one) } }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // Only now, since none may be cut off on account of another.
        return try results.map { result in
            guard let attempt = try result.get() else { return false }
            metrics.note(attempt)
            return attempt.outcome == .delivered
        }
        .allSatisfy(\.self)
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
