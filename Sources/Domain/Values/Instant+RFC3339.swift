extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, cut rather than rounded: `2027-01-31T23:59:59.999Z`.
    package var description: String {
        let ofDay = microseconds.floorDivided(by: CalendarDate.microsecondsPerDay).remainder / 1000
        let clock = [
            padded(ofDay / 3_600_000, to: 2), padded(ofDay / 60_000 % 60, to: 2), padded(ofDay / 1000 % 60, to: 2),
        ]
        return "\(date)T\(clock.joined(separator: ":")).\(padded(ofDay % 1000, to: 3))Z"
    }

    /// Strict RFC 3339 with an upper-case `T` and `Z` or a numeric offset. Up to nine digits of fraction, cut to
    /// microseconds. No leap seconds, no impossible dates, years 1 to 9999 in UTC.
    package init?(rfc3339 text: String) {
        var scanner = Scanner(text)
        guard let date = CalendarDate(scanning: &scanner), scanner.skip("T"),
            let hour = scanner.number(digits: 2, in: 0...23), scanner.skip(":"),
            let minute = scanner.number(digits: 2, in: 0...59), scanner.skip(":"),
            let second = scanner.number(digits: 2, in: 0...59),
            let fraction = scanner.fraction(),
            let offsetMinutes = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let seconds = hour * 3600 + (minute - offsetMinutes) * 60 + second
        self.init(microseconds: date.startOfDay.microseconds + seconds * 1_000_000 + fraction)
        guard Self.writable.contains(self) else { return nil }
    }
}

extension Scanner {
    /// Microseconds; zero when there is no fraction.
    fileprivate mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        guard let digits = digits(1...9) else { return nil }
        return Int64((digits + "00000").prefix(6))
    }

    /// Minutes east of UTC.
    fileprivate mutating func offset() -> Int64? {
        if skip("Z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(digits: 2, in: 0...23), skip(":"), let minutes = number(digits: 2, in: 0...59)
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}

/// The number in at least so many digits.
func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
}
