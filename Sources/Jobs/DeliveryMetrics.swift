internal import Domain
internal import Synchronization
internal import Telemetry

/// What is told of webhooks. Never whose they are.
struct DeliveryMetrics: Sendable {
    private let attempts: Family<DeliveryOutcome, Counter>
    private let seconds: Histogram
    private let moving: Moving

    /// What goes up and down.
    private final class Moving: Sendable {
        let inFlight = Atomic(0)
        let lag = Mutex(Duration.zero)
    }

    init(_ metrics: Metrics) {
        let moving = Moving()
        self.moving = moving
        attempts = Family { outcome in
            let label = Label("outcome", outcome.rawValue)
            return metrics.counter("latchkey_webhook_attempts_total", "Webhooks that were sent, by outcome", label)
        }
        seconds = metrics.histogram("latchkey_webhook_attempt_seconds", "How long sending one took", .requests)
        metrics.gauge("latchkey_webhooks_in_flight", "Webhooks that are being sent") {
            Double(moving.inFlight.load(ordering: .relaxed))
        }
        metrics.gauge("latchkey_webhook_lag_seconds", "For how long the oldest webhook is due that nobody sends yet") {
            moving.lag.withLock { $0 / .seconds(1) }
        }
    }

    func note(_ attempt: DeliveryAttempt) {
        attempts[attempt.outcome].add()
        seconds.note(.milliseconds(attempt.tookMilliseconds))
    }

    func note(lag: Duration) {
        moving.lag.withLock { $0 = max(.zero, lag) }
    }

    func sending<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        moving.inFlight.add(1, ordering: .relaxed)
        defer { moving.inFlight.subtract(1, ordering: .relaxed) }
        return try await body()
    }
}
