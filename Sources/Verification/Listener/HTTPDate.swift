internal import Domain
internal import Wire

/// The `Date` header, written anew only when the second has changed.
struct HTTPDate {
    private var second: Int64 = .min
    /// Behind the line before it, which it ends.
    private(set) var line: [UInt8] = []

    mutating func update(_ now: Instant) {
        let second = now.microseconds / 1_000_000
        guard second != self.second else { return }
        self.second = second
        line = Array("\r\nDate: \(now.httpDate)\r\nCache-Control: no-store".utf8)
    }
}
