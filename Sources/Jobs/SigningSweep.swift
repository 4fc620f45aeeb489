package import Domain
package import Logging
package import Operations
import ServiceLifecycle
internal import Synchronization
package import Telemetry

/// Signs the head of every trail that has grown, once a minute, and of those that an older pepper signed last. Any number of
/// instances may run: what one has signed another does not find, and twice does no harm.
package struct SigningSweep: Service {
    private let find: FindUnsignedTrails
    private let sign: SignTrail
    private let sweep: Sweep
    private let refused = RefusedTrails()
    private let logger: Logger

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
        self.logger = logger
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
                    do { tell(try await sign(of: tenant), of: tenant) } catch { failure = failure ?? error }
                    done.insert(tenant)
                }
            } catch {
                return failure ?? error
            }
        }
        return failure
    }
    /// Once of each trail, and not each minute.
    private func tell(_ finding: AuditFinding?, of tenant: ID<Tenant>) {
        guard refused.note(tenant, isRefused: finding != nil), let finding else { return }
        logger.error(
            "an audit trail does not fit what was signed of it, and is not signed any more: see latchkey audit verify",
            metadata: [
                "tenant": "\(tenant)", "seq": "\(finding.sequence)", "reason": "\(finding.reason.rawValue)",
            ]
        )
    }
}

/// Trails that were found not to fit.
private final class RefusedTrails: Sendable {
    private let tenants = Mutex<Set<ID<Tenant>>>([])

    /// Answers whether that is new.
    func note(_ tenant: ID<Tenant>, isRefused: Bool) -> Bool {
        tenants.withLock { isRefused ? $0.insert(tenant).inserted : $0.remove(tenant) != nil }
    }
}
