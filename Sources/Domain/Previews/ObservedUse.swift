/// Checks of a key, or of a group's keys, that were VALID in some time: how many, and as far as they were told apart, with
/// which scopes and from which addresses.
package struct ObservedUse: Hashable, Sendable {
    package struct Scopes: Hashable, Sendable {
        /// Asked for together; none where a check asked for none.
        package let names: [String]
        package let requests: Int

        package init(names: [String], requests: Int) {
            self.names = names
            self.requests = requests
        }

        /// - Parameter value: as a ``UsageDetail`` is stored.
        package init(value: String, requests: Int) {
            self.init(names: value.split(separator: " ").map(String.init), requests: requests)
        }
    }

    package struct Address: Hashable, Sendable {
        /// Nil where the gateway did not say.
        package let address: IPAddress?
        package let requests: Int

        package init(_ address: IPAddress?, requests: Int) {
            self.address = address
            self.requests = requests
        }

        package init(value: String, requests: Int) {
            self.init(IPAddress(value), requests: requests)
        }
    }

    package let requests: Int
    package let scopes: [Scopes]
    package let addresses: [Address]
    /// Checks of which it is not known what they asked for, and from where they came.
    package let withUnknownScopes: Int
    package let withUnknownAddress: Int

    /// - Parameter requests: as they were counted apart from the others, perhaps a moment before.
    package init(requests: Int, scopes: [Scopes] = [], addresses: [Address] = []) {
        let withScopes = scopes.reduce(0) { $0 + $1.requests }
        let withAddress = addresses.reduce(0) { $0 + $1.requests }
        self.requests = max(requests, withScopes, withAddress)
        self.scopes = scopes
        self.addresses = addresses
        withUnknownScopes = self.requests - withScopes
        withUnknownAddress = self.requests - withAddress
    }
}
