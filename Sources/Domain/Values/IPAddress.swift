/// An IPv4 or IPv6 address. An IPv4-mapped one (`::ffff:10.0.0.1`) is the IPv4 address.
package struct IPAddress: Hashable, Sendable {
    package enum Family: Sendable {
        case v4
        case v6

        /// Bits of an address.
        package var width: Int {
            switch self {
            case .v4: 32
            case .v6: 128
            }
        }
    }

    package let family: Family
    // Two halves for the reason told in ID.swift.
    private let high: UInt64
    private let low: UInt64

    /// The address as one number: 32 bits of it for IPv4.
    package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    package init(v4 bits: UInt32) {
        family = .v4
        high = 0
        low = UInt64(bits)
    }

    /// Becomes IPv4 when mapped.
    package init(v6 bits: UInt128) {
        let isMapped = bits >> 32 == 0xffff
        family = isMapped ? .v4 : .v6
        high = isMapped ? 0 : UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: isMapped ? bits & 0xffff_ffff : bits)
    }

    /// Four bytes or sixteen, in network order.
    package init?(bytes: some Collection<UInt8>) {
        let bits = bytes.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        switch bytes.count {
        case 4: self.init(v4: UInt32(bits))
        case 16: self.init(v6: bits)
        default: return nil
        }
    }

    /// Four bytes or sixteen, in network order.
    package var bytes: [UInt8] {
        (1...family.width / 8).map { UInt8(truncatingIfNeeded: bits >> (family.width - 8 * $0)) }
    }
}
