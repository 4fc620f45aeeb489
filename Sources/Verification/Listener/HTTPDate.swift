internal import Domain
internal import Wire

/// The `Date` header, written anew only when the second has changed.
struct HTTPDate {
    private var second: Int64 = .min
    private(set) var bytes: [UInt8] = []

    mutating func update(_ now: Instant) {
        let second = now.microseconds / 1_000_000
        guard second != self.second else { return }
        self.second = second
        bytes = Array(now.httpDate.utf8)
    }
}
