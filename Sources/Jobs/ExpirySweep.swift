package import Domain
package import Logging
package import Operations
import ServiceLifecycle
package import Telemetry

/// Stamps keys that have expired, and forgets old answers, in whatever tenant there are some. Any number of instances may
/// run: each tenant's work is done under its lock. After a time without any, one pass makes up for all of it.
package struct ExpirySweep: Service {
    private let find: FindDueTenants
    private let expire: ExpireKeys
    private let forget: ForgetAnswers
    private let interval: Duration
    private let entropy: Entropy
    private let passes: Counter
    private let failures: Counter
    private let logger: Logger

    /// - Parameters:
    ///   - interval: between two passes, give or take a quarter, so that instances do not keep step.
    ///   - batch: keys that are stamped under one lock of their tenant, at most.
    package init(
        platform: Platform,
        interval: Duration = .seconds(5),
        batch: Int = 1000,
        entropy: Entropy = .system,
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        find = FindDueTenants(platform: platform)
        expire = ExpireKeys(platform: platform, batch: batch)
        forget = ForgetAnswers(platform: platform)
        self.interval = interval
        self.entropy = entropy
        passes = metrics.counter("latchkey_expiry_sweeps_total", "Passes of the expiry sweep")
        failures = metrics.counter("latchkey_expiry_sweep_failures_total", "Passes of the expiry sweep that failed")
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while !Task.isCancelled {
                let failure = await pass()
                // Cut off while shutting down, which is not a failure.
                guard !Task.isCancelled else { return }
                passes.add()
                if failure != nil { failures.add() }
                if let failure, !isFailing {
                    logger.error("expiry sweep fails, and is tried again", metadata: ["error": "\(failure)"])
                } else if failure == nil, isFailing {
                    logger.notice("expiry sweep works again")
                }
                isFailing = failure != nil
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Does all that is due; answers what went wrong first, if anything did. A tenant where it did is left for the next pass.
    package func pass() async -> (any Error)? {
        var done: Set<ID<Tenant>> = []
        var failure: (any Error)?
        while !Task.isCancelled {
            do {
                let due = try await find(except: done)
                guard !due.isEmpty else { break }
                for tenant in due.expiring.union(due.forgetting) where !Task.isCancelled {
                    do {
                        if due.forgetting.contains(tenant) { try await forget(in: tenant) }
                        let mayHaveMore = due.expiring.contains(tenant) ? try await expire(in: tenant) > 0 : false
                        if !mayHaveMore { done.insert(tenant) }
                    } catch {
                        done.insert(tenant)
                        failure = failure ?? error
                    }
                }
            } catch {
                return failure ?? error
            }
        }
        return failure
    }

    private var pause: Duration {
        interval * (0.75 + 0.5 * Double(entropy.bytes(1).first ?? 0) / 256)
    }
}
