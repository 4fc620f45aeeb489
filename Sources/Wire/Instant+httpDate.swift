package import Domain

extension Instant {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, as RFC 9110 wants it in `Date`.
    package var httpDate: String {
        let start = date.startOfDay
        let day = start.microseconds / 86_400_000_000
        let second = (microseconds - start.microseconds) / 1_000_000
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int((day % 7 + 7) % 7)]
        let month = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ][date.month - 1]
        let time = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, to: 2) }
        return """
            \(weekday), \(Self.padded(Int64(date.day), to: 2)) \(month) \(Self.padded(Int64(date.year), to: 4)) \
            \(time.joined(separator: ":")) GMT
            """
    }

    private static func padded(_ number: Int64, to length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}
