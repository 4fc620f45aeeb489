/// An `inet` value: an address with a prefix length, host bits allowed.
package struct Inet: PostgresCodable, Hashable {
    package enum Family: UInt8, Sendable {
        // PostgreSQL's own numbers, the same on every platform.
        case v4 = 2
        case v6 = 3

        /// Length of an address, in bytes.
        package var length: Int { self == .v4 ? 4 : 16 }
    }

    package let family: Family
    package let prefix: UInt8
    /// In network order, as many as the family has.
    package let bytes: [UInt8]

    /// Nil unless there are as many bytes as the family has, and no longer a prefix.
    package init?(family: Family, prefix: UInt8, bytes: [UInt8]) {
        guard bytes.count == family.length, Int(prefix) <= family.length * 8 else { return nil }
        self.family = family
        self.prefix = prefix
        self.bytes = bytes
    }

    package static var postgresType: PostgresType { .inet }

    package func encode(into bytes: inout [UInt8]) {
        encode(isCIDR: false, into: &bytes)
    }

    fileprivate func encode(isCIDR: Bool, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: [family.rawValue, prefix, isCIDR ? 1 : 0, UInt8(self.bytes.count)])
        bytes.append(contentsOf: self.bytes)
    }

    /// From inet and cidr.
    package init(decoding cell: Cell) throws(DecodingFailure) {
        self = try cell.withBytes(of: 869, 650) { bytes throws(DecodingFailure) in
            guard bytes.count >= 4, let family = Family(rawValue: bytes[0]),
                let address = Inet(family: family, prefix: bytes[1], bytes: Array(bytes.dropFirst(4)))
            else { throw DecodingFailure("is no address") }
            return address
        }
    }
}

/// A `cidr` value: a network. Host bits that are set are refused by the server.
package struct CIDR: PostgresCodable, Hashable {
    package let network: Inet

    package init(_ network: Inet) {
        self.network = network
    }

    package static var postgresType: PostgresType { .cidr }

    package func encode(into bytes: inout [UInt8]) {
        network.encode(isCIDR: true, into: &bytes)
    }

    package init(decoding cell: Cell) throws(DecodingFailure) {
        network = try Inet(decoding: cell)
    }
}
