import Domain
import Synchronization

@testable import Verification

/// A monotonic clock that stands still until a test moves it.
final class StandingClock: Sendable {
    private let moment = Mutex(MonotonicInstant(nanoseconds: 5_000_000_000))

    var now: MonotonicInstant { moment.withLock { $0 } }

    var monotonic: MonotonicClock { MonotonicClock { [self] in now } }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}

extension KeyMemory {
    /// As a lease makes it that is renewed now.
    ///
    /// - Parameter time: the database's.
    func trust(for duration: Duration = .seconds(600), at time: Instant = testNow) {
        let now = clock.now()
        lease.note(time, askedAt: now)
        lease.renew(sentAt: now, readAt: now, trust: duration)
    }
}
