/// A time to live, such as `30d` or `1y`. Years are calendar years in UTC.
package struct ExpiryPreset: Hashable, Sendable {
    package enum Unit: String, Sendable {
        case days = "d"
        case years = "y"
    }

    /// At least one.
    package let count: Int
    package let unit: Unit

    /// When it is over, for something that begins at `start`: at the same time of day, 29 February becoming 28. Nil past
    /// the year 9999.
    package func end(from start: Instant) -> Instant? {
        let end: Instant
        switch unit {
        case .days:
            end = start + .seconds(86_400 * count)
        case .years:
            guard let date = start.date.adding(years: count) else { return nil }
            end = date.startOfDay + (start - start.date.startOfDay)
        }
        return Instant.writable.contains(end) ? end : nil
    }

    /// Whether it can end later than another that begins at the same time, in whichever year that is.
    package func mayOutlast(_ other: ExpiryPreset) -> Bool {
        guard unit != other.unit else { return count > other.count }
        return mostDays > other.fewestDays
    }

    private var mostDays: Int {
        switch unit {
        case .days: count
        case .years: 365 * count + (count + 3) / 4
        }
    }

    /// 2100 is no leap year, so that eight years may have but one.
    private var fewestDays: Int {
        switch unit {
        case .days: count
        case .years: 365 * count + max(0, count / 4 - count / 100 - 1)
        }
    }

    /// When something began that is so old at `end`: at the same time of day, 29 February becoming 28. The first moment of
    /// the year 1 where there is none.
    package func start(until end: Instant) -> Instant {
        let start: Instant
        switch unit {
        case .days:
            start = end - .seconds(86_400 * count)
        case .years:
            guard let date = end.date.adding(years: -count) else { return Instant.writable.lowerBound }
            start = date.startOfDay + (end - end.date.startOfDay)
        }
        return max(start, Instant.writable.lowerBound)
    }
}

extension ExpiryPreset: LosslessStringConvertible {
    package var description: String { "\(count)\(unit.rawValue)" }

    /// One to four digits without leading zeros, and `d` or `y`.
    package init?(_ description: String) {
        var scanner = Scanner(description)
        guard let digits = scanner.digits(1...4), !digits.hasPrefix("0"), let count = Int(digits) else { return nil }
        self.count = count
        if scanner.skip("d") { unit = .days } else if scanner.skip("y") { unit = .years } else { return nil }
        guard scanner.isAtEnd else { return nil }
    }
}
