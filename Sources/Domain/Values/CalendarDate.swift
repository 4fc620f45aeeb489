/// A day of the Gregorian calendar, in UTC.
package struct CalendarDate: Hashable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    static let microsecondsPerDay: Int64 = 86_400_000_000

    /// Nil for a date that does not exist, or a year outside 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard 1...9999 ~= year, 1...12 ~= month, day >= 1, day <= Self.days(in: month, of: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// The first moment of the day.
    package var startOfDay: Instant {
        Instant(microseconds: daysSince1970 * Self.microsecondsPerDay)
    }

    /// Nil after the last day of the year 9999.
    package var nextDay: CalendarDate? {
        let next = CalendarDate(daysSince1970: daysSince1970 + 1)
        return next.year > 9999 ? nil : next
    }

    /// The same day so many years later; 29 February becomes 28 where there is none. Nil past the year 9999.
    package func adding(years: Int) -> CalendarDate? {
        let (sum, overflow) = year.addingReportingOverflow(years)
        guard !overflow, 1...9999 ~= sum else { return nil }
        return CalendarDate(year: sum, month: month, day: min(day, Self.days(in: month, of: sum)))
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate {
    // Both ways after Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that
    // the leap day is the last of its year, and repeat every 400 years (an era of 146,097 days).

    init(daysSince1970 days: Int64) {
        let (era, ofEra) = (days + 719_468).floorDivided(by: 146_097)
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let marchYear = Int64(month <= 2 ? year - 1 : year)
        let (era, yearOfEra) = marchYear.floorDivided(by: 400)
        let marchMonth = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * marchMonth + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension CalendarDate: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CalendarDate: LosslessStringConvertible {
    /// `2027-01-31`.
    package var description: String {
        [padded(Int64(year), to: 4), padded(Int64(month), to: 2), padded(Int64(day), to: 2)].joined(separator: "-")
    }

    /// Exactly `YYYY-MM-DD`, a date that exists.
    package init?(_ description: String) {
        var scanner = Scanner(description)
        self.init(scanning: &scanner)
        guard scanner.isAtEnd else { return nil }
    }

    init?(scanning scanner: inout Scanner) {
        guard let year = scanner.number(digits: 4, in: 1...9999), scanner.skip("-"),
            let month = scanner.number(digits: 2, in: 1...12), scanner.skip("-"),
            let day = scanner.number(digits: 2, in: 1...31)
        else { return nil }
        self.init(year: Int(year), month: Int(month), day: Int(day))
    }
}
