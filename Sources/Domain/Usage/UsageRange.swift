/// How long the pieces are that usage is told in. All start on the hour, or at midnight, in UTC.
package enum UsageInterval: String, CaseIterable, Sendable {
    case hour = "HOUR"
    case day = "DAY"

    fileprivate var microseconds: Int64 {
        switch self {
        case .hour: 3_600_000_000
        case .day: CalendarDate.microsecondsPerDay
        }
    }

    /// How many there can be in one answer.
    fileprivate var most: Int64 {
        switch self {
        case .hour: 31 * 24
        case .day: 366
        }
    }

    /// How many there are unless asked otherwise.
    fileprivate var usual: Int64 {
        switch self {
        case .hour: 24
        case .day: 30
        }
    }

    /// Of the one that the moment is in.
    package func start(of moment: Instant) -> Instant {
        Instant(microseconds: moment.microseconds.floorDivided(by: microseconds).quotient * microseconds)
    }

    /// Where the last one ends that starts before the moment.
    fileprivate func end(before moment: Instant) -> Instant {
        start(of: Instant(microseconds: moment.microseconds - 1)).advanced(by: microseconds)
    }
}

/// A time in whole intervals, half-open.
package struct UsageRange: Hashable, Sendable {
    package let interval: UsageInterval
    package let from: Instant
    package let to: Instant

    /// How far back hours can be asked for; days have no end. Three months, so that one that was missed can be made up for.
    package static let hoursAreTold = Duration.seconds(93 * 24 * 3600)
    /// A little longer, so that a range that was accepted is whole.
    package static let hoursAreKept = hoursAreTold + .seconds(25 * 3600)

    /// What is not given is chosen: up to now, and as many intervals as usual. What is given is rounded out to whole ones.
    ///
    /// - Throws: `VALIDATION_FAILED` for one that is empty, too long, past the year 9999, or in hours that are forgotten.
    package init(_ interval: UsageInterval, from: Instant?, to: Instant?, now: Instant) throws(Failure) {
        let end = to ?? max(now, interval.start(of: now).advanced(by: 1))
        if let from, from >= end {
            let pointer = to == nil ? "/query/from" : "/query/to"
            throw .invalid([
                InputError(pointer, "EMPTY_RANGE", "`from` must come before `to`, which is now unless given.")
            ])
        }
        self.interval = interval
        self.to = interval.end(before: end)
        self.from = from.map(interval.start(of:)) ?? self.to.advanced(by: -interval.usual * interval.microseconds)
        guard Instant.writable.contains(self.from), Instant.writable.contains(self.to) else {
            let pointer = to == nil ? "/query/from" : "/query/to"
            throw .invalid([InputError(pointer, "OUT_OF_RANGE", "There are only the years 1 to 9999.")])
        }
        guard count <= interval.most else {
            let detail = "At most \(interval.most) intervals of one \(interval.rawValue) fit; these are \(count)."
            throw .invalid([InputError("/query/from", "RANGE_TOO_LONG", detail)])
        }
        guard interval == .day || self.from > now - Self.hoursAreTold else {
            let pointer = from == nil ? "/query/to" : "/query/from"
            let detail = "Hours are kept for 93 days. Ask by DAY for what was before."
            throw .invalid([InputError(pointer, "TOO_LONG_AGO", detail)])
        }
    }

    private var count: Int64 { (to.microseconds - from.microseconds) / interval.microseconds }

    /// Where each interval starts.
    package var starts: [Instant] {
        (0..<count).map { from.advanced(by: $0 * interval.microseconds) }
    }
}

extension Instant {
    fileprivate func advanced(by microseconds: Int64) -> Instant {
        Instant(microseconds: self.microseconds + microseconds)
    }
}
