package import Domain
internal import Synchronization

/// What this process has counted and not written yet: see ``EventTally``. Each instance counts, and writes, for itself.
package final class EventCounter: Sendable {
    private let tally: Mutex<EventTally>
    private let now: @Sendable () -> Instant

    package init(
        bounds: EventTally.Bounds = EventTally.Bounds(),
        now: @escaping @Sendable () -> Instant = SystemClock.now
    ) {
        tally = Mutex(EventTally(bounds: bounds))
        self.now = now
    }

    func count(_ event: EventTally.Event, from address: IPAddress?) {
        let now = now()
        add([EventTally.Counted(event, addresses: [address].compactMap(\.self), first: now, last: now)])
    }

    /// What could not be written, for the next time.
    func add(_ counted: some Sequence<EventTally.Counted>) {
        tally.withLock { tally in
            for counted in counted { tally.add(counted) }
        }
    }

    func take() -> [EventTally.Counted] {
        tally.withLock { $0.take() }
    }
}
