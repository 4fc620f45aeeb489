internal import Domain
internal import Logging
internal import ServiceLifecycle
internal import Telemetry

/// Passes over what is due, one after another until the process is asked to end, and what is told of them.
struct Sweep: Sendable {
    private let name: String
    private let interval: Duration
    private let entropy: Entropy
    private let passes: Counter
    private let failures: Counter
    private let logger: Logger

    /// - Parameters:
    ///   - name: one word, for the log and the metrics.
    ///   - interval: between two passes, give or take a quarter, so that instances do not keep step.
    init(_ name: String, every interval: Duration, _ entropy: Entropy, _ metrics: Metrics, _ logger: Logger) {
        self.name = name
        self.interval = interval
        self.entropy = entropy
        let label = Label("sweep", name)
        passes = metrics.counter("latchkey_sweep_passes_total", "Passes of the background sweeps", label)
        failures = metrics.counter("latchkey_sweep_failures_total", "Passes of them that failed", label)
        self.logger = logger
    }

    /// - Parameter pass: answers what went wrong first, if anything did.
    func run(_ pass: @escaping @Sendable () async -> (any Error)?) async {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                let failure = await pass()
                // Cut off while shutting down, which is not a failure.
                guard !Task.isCancelled else { return }
                passes.add()
                if failure != nil { failures.add() }
                if let failure, !isFailing {
                    logger.error("\(name) sweep fails, and is tried again", metadata: ["error": "\(failure)"])
                } else if failure == nil, isFailing {
                    logger.notice("\(name) sweep works again")
                }
                isFailing = failure != nil
                try? await Task.sleep(for: pause)
            }
        }
    }

    private var pause: Duration {
        interval * (0.75 + 0.5 * Double(entropy.bytes(1).first ?? 0) / 256)
    }
}
