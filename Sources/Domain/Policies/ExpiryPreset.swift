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
