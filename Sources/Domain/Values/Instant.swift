/// A moment in UTC, to the microsecond: what the database keeps.
package struct Instant: Hashable, Sendable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// What RFC 3339 can write: the years 1 to 9999.
    package static let writable =
        Instant(
            microseconds: -62_135_596_800_000_000
        )...Instant(
            microseconds: 253_402_300_799_999_999
        )

    /// Stops at the ends of 64 bits rather than overflow.
    package static func + (instant: Self, duration: Duration) -> Self {
        let (seconds, attoseconds) = duration.components
        let (scaled, tooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (span, tooFar) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        let (sum, beyond) = instant.microseconds.addingReportingOverflow(span)
        guard !tooLong, !tooFar, !beyond else {
            return Self(microseconds: duration < .zero ? .min : .max)
        }
        return Self(microseconds: sum)
    }

    package static func - (instant: Self, duration: Duration) -> Self {
        instant + (.zero - duration)
    }

    package static func - (later: Self, earlier: Self) -> Duration {
        .microseconds(later.microseconds) - .microseconds(earlier.microseconds)
    }

    /// The UTC date on which it falls.
    package var date: CalendarDate {
        CalendarDate(daysSince1970: microseconds.floorDivided(by: CalendarDate.microsecondsPerDay).quotient)
    }
}

extension Instant: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Int64 {
    func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
