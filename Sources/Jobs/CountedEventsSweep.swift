package import Domain
package import Logging
package import Operations
import ServiceLifecycle
package import Telemetry

/// Writes what this process has counted into the trails, once a minute and once more when it ends. Every instance runs its own,
/// also one that leaves the other jobs to others: nobody else knows what it has counted.
package struct CountedEventsSweep: Service {
    private let write: WriteCountedEvents
    private let sweep: Sweep
    private let patience: Duration
    private let logger: Logger

    /// - Parameters:
    ///   - interval: between two passes, give or take a quarter.
    ///   - patience: how long the last pass may take, once everything else has ended.
    package init(
        platform: Platform,
        interval: Duration = .seconds(60),
        patience: Duration = .seconds(1),
        entropy: Entropy = .system,
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        write = WriteCountedEvents(platform: platform)
        sweep = Sweep("events", every: interval, entropy, metrics, logger)
        self.patience = patience
        self.logger = logger
    }

    package func run() async throws {
        await sweep.run(pass)
        if let error = await last() {
            logger.error("counted events were not written and are lost", metadata: ["error": "\(error)"])
        }
    }

    /// Writes all that was counted until now; answers what went wrong first, if anything did.
    package func pass() async -> (any Error)? {
        do {
            try await write()
            return nil
        } catch {
            return error
        }
    }

    /// As above, in the time that there is.
    private func last() async -> (any Error)? {
        await withTaskGroup(of: (any Error)?.self) { group in
            group.addTask { await pass() }
            group.addTask {
                try? await Task.sleep(for: patience)
                return Task.isCancelled ? nil : CancellationError()
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
