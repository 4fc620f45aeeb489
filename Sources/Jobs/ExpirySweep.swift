package import Domain
package import Logging
package import Operations
import ServiceLifecycle
package import Telemetry

/// Stamps keys that have expired, tells of those that soon will, and forgets old answers, in whatever tenant there are some. Any number of instances may
/// run: each tenant's work is done under its lock. After a time without any, one pass makes up for all of it.
package struct ExpirySweep: Service {
    private let find: FindDueTenants
    private let expire: ExpireKeys
    private let noteExpiring: NoteExpiringKeys
    private let forget: ForgetAnswers
    private let sweep: Sweep

    /// - Parameters:
    ///   - interval: between two passes, give or take a quarter, so that instances do not keep step.
    ///   - batch: keys that are stamped, or told of, under one lock of their tenant, at most.
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
        noteExpiring = NoteExpiringKeys(platform: platform, batch: batch)
        forget = ForgetAnswers(platform: platform)
        sweep = Sweep("expiry", every: interval, entropy, metrics, logger)
    }

    package func run() async throws {
        await sweep.run(pass)
    }

    /// Does all that is due; answers what went wrong first, if anything did. A tenant where it did is left for the next pass.
    package func pass() async -> (any Error)? {
        var done: Set<ID<Tenant>> = []
        var failure: (any Error)?
        while !Task.isCancelled {
            do {
                let due = try await find(except: done)
                guard !due.all.isEmpty else { break }
                for tenant in due.all where !Task.isCancelled {
                    do {
                        if try await work(on: tenant, due) == 0 { done.insert(tenant) }
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

    /// How many keys there were; there may be more.
    private func work(on tenant: ID<Tenant>, _ due: FindDueTenants.Due) async throws -> Int {
        if due.forgetting.contains(tenant) { try await forget(in: tenant) }
        let expired = due.expired.contains(tenant) ? try await expire(in: tenant) : 0
        let expiring = due.expiring.contains(tenant) ? try await noteExpiring(in: tenant) : 0
        return expired + expiring
    }
}
