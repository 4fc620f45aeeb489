internal import Domain
internal import Synchronization

/// Until when what is in memory may be acted on, and what time it is in the database. Read by every check, so it consists of
/// single numbers.
package final class Lease: Sendable {
    private let trustedUntil = Atomic<Int64>(.min)
    private let unbrokenSince = Atomic<Int64>(.max)
    private let renewedAt = Atomic<Int64>(.min)
    /// Microseconds of the database's time less those of the monotonic clock: not too little.
    private let ahead = Atomic<Int64>(0)
    private let live = Atomic(1)
    private let lapsed = Atomic(0)

    init() {}

    /// To be asked with a time that was read after the check's bytes arrived.
    func isTrusted(at now: MonotonicInstant) -> Bool {
        now.nanoseconds < trustedUntil.load(ordering: .acquiring)
    }

    /// Whether it has been trusted all the time between.
    func wasTrusted(from moment: MonotonicInstant, to now: MonotonicInstant) -> Bool {
        // In this order: `renew` writes them the other way round.
        isTrusted(at: now) && unbrokenSince.load(ordering: .acquiring) <= moment.nanoseconds
    }

    /// Not before the database's own time.
    func time(at now: MonotonicInstant) -> Instant {
        Instant(microseconds: ahead.load(ordering: .relaxed) + now.microseconds)
    }

    /// Verifiers that renew their leases, this one among them.
    package var liveVerifiers: Int { live.load(ordering: .relaxed) }

    /// How often it has lapsed and begun anew.
    package var lapses: Int { lapsed.load(ordering: .relaxed) }

    /// Since the last renewal was sent; nil before the first.
    package func age(at now: MonotonicInstant) -> Duration? {
        let moment = renewedAt.load(ordering: .relaxed)
        return moment == .min ? nil : now - MonotonicInstant(nanoseconds: moment)
    }
}

// MARK: - By its keeper

extension Lease {
    /// - Parameters:
    ///   - sent: when the renewal was sent.
    ///   - now: when the change log had been read to its end, in a snapshot from after the renewal's commit.
    func renew(sentAt sent: MonotonicInstant, readAt now: MonotonicInstant, trust: Duration) {
        if !isTrusted(at: now) {
            if unbrokenSince.load(ordering: .relaxed) != .max { lapsed.add(1, ordering: .relaxed) }
            unbrokenSince.store(now.nanoseconds, ordering: .releasing)
        }
        renewedAt.store(sent.nanoseconds, ordering: .relaxed)
        trustedUntil.store((sent + trust).nanoseconds, ordering: .releasing)
    }

    /// Nothing in memory counts any more.
    func forfeit() {
        trustedUntil.store(.min, ordering: .releasing)
    }

    /// - Parameter moment: when the database was asked, so that its time is not later than what it told plus what has passed
    ///   since.
    func note(_ time: Instant, askedAt moment: MonotonicInstant) {
        ahead.store(time.microseconds - moment.nanoseconds / 1000, ordering: .relaxed)
    }

    func note(liveVerifiers count: Int) {
        live.store(max(1, count), ordering: .relaxed)
    }
}

extension MonotonicInstant {
    /// Rounded up.
    fileprivate var microseconds: Int64 { nanoseconds / 1000 + 1 }
}
