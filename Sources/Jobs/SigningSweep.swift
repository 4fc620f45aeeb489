package import Domain
package import Logging
package import Operations
import ServiceLifecycle
package import Telemetry

/// Signs the head of every trail that has grown, once a minute. Any number of instances may run: each trail is signed under its
/// tenant's lock, and what one has signed another does not find.
package struct SigningSweep: Service {
    private let find: FindUnsignedTrails
    private let sign: SignTrail
    private let sweep: Sweep

    /// - Parameter interval: between two passes, give or take a quarter, so that instances do not keep step.
    package init(
        platform: Platform,
        interval: Duration = .seconds(60),
        entropy: Entropy = .system,
        metrics: Metrics = Metrics(),
        logger: Logger
    ) {
        find = FindUnsignedTrails(platform: platform)
        sign = SignTrail(platform: platform)
        sweep = Sweep("signing", every: interval, entropy, metrics, logger)
    }

    package func run() async throws {
        await sweep.run(pass)
    }

    /// Signs all that grew, each once; answers what went wrong first, if anything did. A tenant where it did is left for the
    /// next pass.
    package func pass() async -> (any Error)? {
        var done: Set<ID<Tenant>> = []
        var failure: (any Error)?
        while !Task.isCancelled {
            do {
                let due = try await find(except: done)
                guard !due.isEmpty else { break }
                for tenant in due where !Task.isCancelled {
                    do { try await sign(of: tenant) } catch { failure = failure ?? error }
                    done.insert(tenant)
                }
            } catch {
                return failure ?? error
            }
        }
        return failure
    }
}
