package import Domain
package import Logging
package import Operations
import ServiceLifecycle
package import Telemetry

/// Forgets events and their deliveries when their time is over, and those of endpoints that were disabled or deleted. Any number of instances may run.
package struct DeliverySweep: Service {
    private let find: FindOldDeliveries
    private let prune: PruneDeliveries
    private let end: EndDeliveries
    private let sweep: Sweep

    /// - Parameters:
    ///   - interval: between two passes, give or take a quarter, so that instances do not keep step.
    ///   - batch: events that are deleted under one lock of their tenant, at most.
    package init(
        platform: Platform,
        interval: Duration = .seconds(60),
        batch: Int = 200,
        entropy: Entropy = .system,
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        find = FindOldDeliveries(platform: platform)
        prune = PruneDeliveries(platform: platform, batch: batch)
        end = EndDeliveries(platform: platform)
        sweep = Sweep("webhooks", every: interval, entropy, metrics, logger)
    }

    package func run() async throws {
        await sweep.run(pass)
    }

    /// Does all that is due; answers what went wrong first, if anything did. A tenant where it did is left for the next pass.
    package func pass() async -> (any Error)? {
        // Those that are over are found then.
        let failure = await endAll()
        return await pruneAll() ?? failure
    }

    private func endAll() async -> (any Error)? {
        var done: Set<ID<WebhookEndpoint>> = []
        var failure: (any Error)?
        while !Task.isCancelled {
            do {
                let found = try await end.find(except: done)
                guard !found.isEmpty else { break }
                for ended in found where !Task.isCancelled {
                    do {
                        while try await end(ended), !Task.isCancelled {}
                        done.insert(ended.endpoint)
                    } catch {
                        done.insert(ended.endpoint)
                        failure = failure ?? error
                    }
                }
            } catch {
                return failure ?? error
            }
        }
        return failure
    }

    private func pruneAll() async -> (any Error)? {
        var done: Set<ID<Tenant>> = []
        var failure: (any Error)?
        while !Task.isCancelled {
            do {
                let due = try await find(except: done)
                guard !due.isEmpty else { break }
                for tenant in due where !Task.isCancelled {
                    do {
                        if try await prune(in: tenant) == 0 { done.insert(tenant) }
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
}
