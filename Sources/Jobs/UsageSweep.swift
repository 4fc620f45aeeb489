package import Domain
package import Logging
package import Operations
import ServiceLifecycle
package import Telemetry

/// Merges hours of usage that are long over, and forgets those that are not told any more. Any number of instances may run:
/// merging is safe against itself, and what one has done another does not find.
package struct UsageSweep: Service {
    private let find: FindUsageHours
    private let merge: MergeUsage
    private let prune: PruneUsage
    private let pruneDetails: PruneDetails
    private let sweep: Sweep

    /// - Parameters:
    ///   - interval: between two passes, give or take a quarter, so that instances do not keep step.
    ///   - batch: rows that are merged or deleted in one transaction, at most.
    package init(
        platform: Platform,
        interval: Duration = .seconds(60),
        batch: Int = 1000,
        entropy: Entropy = .system,
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        find = FindUsageHours(platform: platform)
        merge = MergeUsage(platform: platform, batch: batch)
        prune = PruneUsage(platform: platform, batch: batch)
        pruneDetails = PruneDetails(platform: platform, batch: batch)
        sweep = Sweep("usage", every: interval, entropy, metrics, logger)
    }

    package func run() async throws {
        await sweep.run(pass)
    }

    /// Does all that is due; answers what went wrong first, if anything did. A tenant where it did is left for the next pass.
    package func pass() async -> (any Error)? {
        var failed: Set<ID<Tenant>> = []
        var failure: (any Error)?
        while !Task.isCancelled {
            do {
                let due = try await find(except: failed)
                guard !due.isEmpty else { break }
                for hour in due.merging where !Task.isCancelled {
                    do { try await merge(hour) } catch { note(error, of: hour, &failed, &failure) }
                }
                for hour in due.pruning where !Task.isCancelled {
                    do { try await prune(hour) } catch { note(error, of: hour, &failed, &failure) }
                }
                for (kind, hours) in due.pruningDetails {
                    for hour in hours where !Task.isCancelled {
                        do { try await pruneDetails(kind, of: hour) } catch { note(error, of: hour, &failed, &failure) }
                    }
                }
            } catch {
                return failure ?? error
            }
        }
        return failure
    }

    private func note(
        _ error: any Error,
        of hour: UsageHour,
        _ failed: inout Set<ID<Tenant>>,
        _ failure: inout (any Error)?
    ) {
        failed.insert(hour.tenant)
        failure = failure ?? error
    }
}
