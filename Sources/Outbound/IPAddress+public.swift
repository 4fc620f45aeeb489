internal import Domain

extension IPAddress {
    /// Whether it is one that anybody on the internet could reach, so that asking it tells nothing about what is behind our
    /// own walls. After the IANA registries of special-purpose addresses.
    var isPublic: Bool {
        switch family {
        case .v4: !Self.specialV4.contains { $0.contains(self) }
        // All that was ever given out is in 2000::/3; what carries an IPv4 address inside could lead anywhere.
        case .v6: Self.globalUnicast.contains { $0.contains(self) } && !Self.specialV6.contains { $0.contains(self) }
        }
    }

    private static let specialV4 = networks([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ])

    private static let globalUnicast = networks(["2000::/3"])

    /// Teredo and other protocol assignments, documentation, 6to4, AS112, documentation again.
    private static let specialV6 = networks([
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    ])

    private static func networks(_ texts: [String]) -> [IPNetwork] {
        texts.compactMap(IPNetwork.init)
    }
}
