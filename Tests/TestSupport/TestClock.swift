package import Domain
package import Store
import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: Sendable {
    private let instant: Mutex<Instant>

    package init(_ instant: Instant) {
        self.instant = Mutex(instant)
    }

    package var now: Instant { instant.withLock { $0 } }

    /// Never back: time does not go back for a tenant either.
    package func move(to later: Instant) {
        instant.withLock { $0 = max($0, later) }
    }

    package func advance(by duration: Duration) {
        move(to: now + duration)
    }

    /// For what counts on a clock of its own.
    package var elapsed: @Sendable () -> Duration {
        { [self] in now - Instant(microseconds: 0) }
    }

    package var wallClock: WallClock { WallClock { [self] _ in now } }
}
