internal import Synchronization

/// Since when which run of the database server is known.
///
/// A server that has taken over from another may lack the registration of a verifier that still trusts its memory. So nothing
/// follows from a lease that is missing until a whole lease has passed since that run was first seen.
final class ServerRuns: Sendable {
    private struct Run {
        let name: String
        let settledAt: ContinuousClock.Instant
    }

    private let latest = Mutex<Run?>(nil)
    private let settling: Duration

    init(settling: Duration) {
        self.settling = settling
    }

    /// When everything that was allowed under another run has ended.
    func settles(_ name: String, at now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        latest.withLock { latest in
            if let latest, latest.name == name { return latest.settledAt }
            let run = Run(name: name, settledAt: now + settling)
            latest = run
            return run.settledAt
        }
    }
}
