internal import Synchronization

/// Since when which run of the database server is known.
///
/// A server that has crashed, or taken over from another, may have lost the registration of a verifier that still trusts its
/// memory. So nothing follows from a lease that is missing until a whole lease has passed since that run was first seen.
final class ServerRuns: Sendable {
    private struct Run {
        let name: String
        let settledAt: ContinuousClock.Instant
    }

    private let latest = Mutex<Run?>(nil)
    private let trustsFirst: Bool
    private let settling: Duration

    init(trustsFirst: Bool, settling: Duration) {
        self.trustsFirst = trustsFirst
        self.settling = settling
    }

    /// When everything that was allowed under another run has ended.
    func settles(_ name: String, at now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        latest.withLock { latest in
            if let latest, latest.name == name { return latest.settledAt }
            let isTrusted = latest == nil && trustsFirst
            let run = Run(name: name, settledAt: isTrusted ? now : now + settling)
            latest = run
            return run.settledAt
        }
    }
}
