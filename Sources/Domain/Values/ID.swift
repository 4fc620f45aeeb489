/// Something that has an id: the prefix tells in text what the id is of.
package protocol Identified {
    /// Lower-case letters, such as `key` in `key_01h455vb4pex5vsknk084sn02q`.
    static var idPrefix: String { get }
}

/// A 128-bit id, written as a strict TypeID and stored as a `uuid`.
package struct ID<Entity: Identified>: Hashable, Sendable {
    // Not stored as one UInt128: passing that to an asynchronous function unbalances the stack (Swift 6.3.1, x86-64), and
    // the process crashes some calls later.
    private let high: UInt64
    private let low: UInt64

    /// The UUID as one number, most significant byte first.
    package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    package init(bits: UInt128) {
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// The sixteen bytes of a UUID in network order; nil for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }

    /// Sixteen bytes, in network order.
    package var bytes: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: bits >> (120 - 8 * $0)) }
    }

    /// A UUIDv7 (RFC 9562): sorts by creation time, to a quarter of a microsecond; 62 bits are random.
    package static func make(at now: Instant, using entropy: Entropy) -> Self {
        let microseconds = UInt64(max(0, now.microseconds))
        let milliseconds = UInt128(microseconds / 1000) & 0xffff_ffff_ffff
        // The twelve bits after the version hold the fraction of the millisecond (RFC 9562, 6.2, method 3).
        let fraction = UInt128(microseconds % 1000 * 4096 / 1000)
        let random = entropy.bytes(8).reduce(UInt128(0)) { $0 << 8 | UInt128($1) } & 0x3fff_ffff_ffff_ffff
        return Self(bits: milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)
    }
}

extension ID: LosslessStringConvertible {
    /// `key_01h455vb4pex5vsknk084sn02q`.
    package var description: String {
        Base32.encode(bits, after: Entity.idPrefix + "_")
    }

    /// Only the exact form that `description` writes: right prefix, lower case, 26 characters, no overflow.
    package init?(_ description: String) {
        let text = description.utf8
        let prefix = Entity.idPrefix.utf8
        guard text.count == prefix.count + 27, text.starts(with: prefix),
            text.dropFirst(prefix.count).first == UInt8(ascii: "_"),
            let bits = Base32.decode(text.suffix(26))
        else { return nil }
        self.init(bits: bits)
    }
}

extension ID: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        left.bits < right.bits
    }
}
