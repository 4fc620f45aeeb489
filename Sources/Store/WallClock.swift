package import Domain

/// What time it is, told from the database server's clock. One clock for all instances; a test brings its own reading.
package struct WallClock: Sendable {
    private let adjust: @Sendable (Instant) -> Instant

    package init(_ adjust: @escaping @Sendable (Instant) -> Instant) {
        self.adjust = adjust
    }

    package static let server = WallClock { $0 }

    func read(_ serverTime: Instant) -> Instant {
        adjust(serverTime)
    }
}
