internal import Domain

/// The `Date` header, written anew only when the second has changed.
struct HTTPDate {
    private var second: Int64 = .min
    private(set) var bytes: [UInt8] = []

    mutating func update(_ now: Instant) {
        let second = now.microseconds / 1_000_000
        guard second != self.second else { return }
        self.second = second
        bytes = Self.format(now)
    }

    /// RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func format(_ now: Instant) -> [UInt8] {
        let seconds = max(0, now.microseconds) / 1_000_000
        let date = now.date
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[Int((seconds / 86_400 + 4) % 7)]
        let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(twoDigits).joined(separator: ":")
        let day = "\(weekday), \(twoDigits(Int64(date.day))) \(months[date.month - 1]) \(date.year)"
        return Array("\(day) \(time) GMT".utf8)
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
