/// From where a secret is guessed at.
package struct Guesser: Hashable, Sendable {
    package let place: Place
    /// A device on which its person has signed in before, by a name that only we can make.
    package let device: String?

    package init(place: Place, device: String? = nil) {
        self.place = place
        self.device = device
    }
}

/// What one household, office or machine is on the network: an IPv4 address, or the /64 of IPv6 that a line is given.
package struct Place: Hashable, Sendable {
    private let network: IPAddress?

    /// Those whose address is not known are all in one place.
    package init(of address: IPAddress?) {
        network = address.map { address in
            switch address.family {
            case .v4: address
            case .v6: IPAddress(v6: address.bits & ~UInt128(UInt64.max))
            }
        }
    }
}
