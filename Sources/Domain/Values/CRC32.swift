/// The CRC-32 of IEEE 802.3 (zlib, gzip). Finds typos; proves nothing.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { (byte: UInt32) in
        (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
    }

    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0, step)
    }

    static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
        var value: UInt32 = ~0
        for index in bytes.indices { value = step(value, bytes[index]) }
        return ~value
    }

    private static func step(_ value: UInt32, _ byte: UInt8) -> UInt32 {
        value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
    }
}
