internal import Synchronization

/// Where random bytes come from. Injected, so that a test can replay a run.
package struct Entropy: Sendable {
    private let fill: @Sendable (Int) -> [UInt8]

    /// `fill` returns exactly as many bytes as it is asked for.
    package init(_ fill: @escaping @Sendable (Int) -> [UInt8]) {
        self.fill = fill
    }

    package func bytes(_ count: Int) -> [UInt8] {
        fill(count)
    }

    /// The operating system's generator, fit for secrets.
    package static let system = Entropy { count in
        var generator = SystemRandomNumberGenerator()
        // Each word is a call to the kernel, so all eight bytes of it are used.
        let words = stride(from: 0, to: count, by: 8).map { _ in generator.next() }
        let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        return Array(bytes.prefix(count))
    }

    /// The same bytes for the same seed (SplitMix64). Never for secrets.
    package static func seeded(_ seed: UInt64) -> Entropy {
        let generator = SeededGenerator(seed)
        return Entropy { count in (0..<count).map { _ in generator.nextByte() } }
    }
}

private final class SeededGenerator: Sendable {
    private let state: Mutex<UInt64>

    init(_ seed: UInt64) {
        state = Mutex(seed)
    }

    func nextByte() -> UInt8 {
        state.withLock { state in
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
            return UInt8(truncatingIfNeeded: (value ^ value >> 31) >> 56)
        }
    }
}
