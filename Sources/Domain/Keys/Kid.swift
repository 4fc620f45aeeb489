/// The public part of a key string, by which its secret is found: 16 base62 characters, the first six of them the route of
/// its tenant. A value without storage of its own, so that finding a key allocates nothing.
package struct Kid: Hashable, Sendable {
    package static let length = 16

    /// The characters in their order, eight in each.
    private let first: UInt64
    private let second: UInt64

    /// Nil unless it has the form of a kid.
    package init?(_ text: String) {
        self.init(text.utf8.span)
    }

    /// Nil unless the bytes have the form of a kid.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        var (first, second): (UInt64, UInt64) = (0, 0)
        for index in 0..<8 {
            guard Base62.isDigit(bytes[index]), Base62.isDigit(bytes[index + 8]) else { return nil }
            first = first << 8 | UInt64(bytes[index])
            second = second << 8 | UInt64(bytes[index + 8])
        }
        self.first = first
        self.second = second
    }

    /// The same for the same kid, and its low bits as good as random: they come of characters that are.
    package var mixed: UInt64 { (second &* 0x9e37_79b9_7f4a_7c15) >> 32 }

    /// Of the tenant whose key it is.
    package var route: TenantRoute? {
        TenantRoute(String(description.prefix(TenantRoute.length)))
    }
}

extension Kid: CustomStringConvertible {
    package var description: String {
        String(unsafeUninitializedCapacity: Self.length) { characters in
            for index in 0..<8 {
                characters[index] = UInt8(truncatingIfNeeded: first >> (56 - 8 * index))
                characters[index + 8] = UInt8(truncatingIfNeeded: second >> (56 - 8 * index))
            }
            return Self.length
        }
    }
}
