/// What a change would have refused of the checks that were let in.
///
/// Scopes and addresses are counted apart from each other, so of a change of both it is not known how many checks it would
/// have refused on both accounts; and checks beyond those that are told apart may be on either side. So it is told how many
/// at least, and how many at most.
package struct BlastRadius: Hashable, Sendable {
    package struct Scope: Hashable, Sendable {
        package let name: String
        package let requests: Int
    }

    package let requests: Int
    package let refused: ClosedRange<Int>
    /// Scopes of which the checks that asked for them would have been refused, with how many those were; most first.
    package let scopes: [Scope]
    /// Where such checks came from, likewise.
    package let addresses: [ObservedUse.Address]
    package let withUnknownScopes: Int
    package let withUnknownAddress: Int

    package init(_ change: PlannedChange, of use: ObservedUse) {
        requests = use.requests
        withUnknownScopes = use.withUnknownScopes
        withUnknownAddress = use.withUnknownAddress
        scopes = Self.scopes(of: use) { change.takesAway($0) }
        addresses = use.addresses.filter { change.refuses($0.address) }.sorted { one, other in
            (other.requests, one.address?.description ?? "") < (one.requests, other.address?.description ?? "")
        }
        refused = Self.refused(change, of: use)
    }

    private static func scopes(of use: ObservedUse, where isTold: (String) -> Bool) -> [Scope] {
        var requests: [String: Int] = [:]
        for scopes in use.scopes {
            for name in scopes.names where isTold(name) { requests[name, default: 0] += scopes.requests }
        }
        return requests.map { Scope(name: $0.key, requests: $0.value) }
            .sorted { ($1.requests, $0.name) < ($0.requests, $1.name) }
    }

    private static func refused(_ change: PlannedChange, of use: ObservedUse) -> ClosedRange<Int> {
        if change == .end { return use.requests...use.requests }
        let byScopes = use.scopes.filter { change.refuses($0.names) }.reduce(0) { $0 + $1.requests }
        let byAddress = use.addresses.filter { change.refuses($0.address) }.reduce(0) { $0 + $1.requests }
        let least = max(byScopes, byAddress)
        let most =
            byScopes + (change.dependsOnScopes ? use.withUnknownScopes : 0)
            + byAddress + (change.dependsOnAddress ? use.withUnknownAddress : 0)
        return least...max(least, min(use.requests, most))
    }
}
