/// An address, or all addresses that share a prefix. IPv4 and IPv6 never contain each other.
package struct IPNetwork: Hashable, Sendable {
    package let address: IPAddress
    /// 0 to 32 for IPv4, 0 to 128 for IPv6.
    package let prefixLength: Int

    package enum Invalid: Error, Equatable, Sendable {
        case address
        case prefixLength
        /// Bits beyond the prefix are not zero.
        case hostBits
    }

    package init(_ address: IPAddress, prefixLength: Int) throws(Invalid) {
        guard 0...address.family.width ~= prefixLength else { throw .prefixLength }
        guard address.bits & Self.hostMask(prefixLength, of: address.family) == 0 else { throw .hostBits }
        self.address = address
        self.prefixLength = prefixLength
    }

    /// `10.0.0.0/8`, `2001:db8::/32`, or an address alone. An IPv4-mapped prefix of 96 bits or more is one of IPv4.
    package init(validating text: String) throws(Invalid) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { throw .address }
        guard parts.count == 2 else {
            try self.init(address, prefixLength: address.family.width)
            return
        }
        guard let length = IPAddress.decimal(parts[1].utf8, upTo: 128) else { throw .prefixLength }
        let isMapped = address.family == .v4 && first.utf8.contains(UInt8(ascii: ":"))
        // Shorter than the mapping itself: then the mapping's own ones are host bits.
        if isMapped, length < 96 { throw .hostBits }
        try self.init(address, prefixLength: isMapped ? length - 96 : length)
    }

    package func contains(_ other: IPAddress) -> Bool {
        other.family == address.family
            && other.bits & ~Self.hostMask(prefixLength, of: other.family) == address.bits
    }

    private static func hostMask(_ prefixLength: Int, of family: IPAddress.Family) -> UInt128 {
        let hostBits = family.width - prefixLength
        return hostBits == 128 ? .max : 1 << hostBits - 1
    }
}

extension IPNetwork: LosslessStringConvertible {
    package init?(_ description: String) {
        guard let network = try? IPNetwork(validating: description) else { return nil }
        self = network
    }

    /// Canonical; a single address stands without its prefix length.
    package var description: String {
        prefixLength == address.family.width ? address.description : "\(address)/\(prefixLength)"
    }
}
