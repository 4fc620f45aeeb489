internal import Synchronization

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// Sums that many threads add to at once: each adds to a line of the processor's cache that it rarely shares.
struct Stripes: ~Copyable, Sendable {
    /// Of one thread or a few, two lines long, since processors fetch them in pairs.
    private struct Stripe: ~Copyable, Sendable {
        let words = InlineArray<16, Atomic<Int>> { _ in Atomic(0) }
    }

    static let words = 16

    private let stripes = InlineArray<8, Stripe> { _ in Stripe() }

    /// Wraps at 2^63, as no sum of events or nanoseconds does.
    func add(_ count: Int, to word: Int) {
        stripes[Self.ofThisThread].words[word].wrappingAdd(count, ordering: .relaxed)
    }

    func sum(of word: Int) -> Int {
        var sum = 0
        for index in 0..<8 {
            sum &+= stripes[index].words[word].load(ordering: .relaxed)
        }
        return sum
    }

    /// The addresses of threads differ in bits that depend on the size of their stacks, so all bits count.
    private static var ofThisThread: Int {
        let bits = UInt64(pthread_self())
        return Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 61)
    }
}
