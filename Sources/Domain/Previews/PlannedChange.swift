/// What somebody thinks of doing to a key, as far as checks depend on it.
package enum PlannedChange: Hashable, Sendable {
    /// Nothing that was let in would be let in any more.
    case end
    /// Nil where nothing is to change.
    case narrow(scopes: Set<String>? = nil, allowlist: [IPNetwork]? = nil)

    /// Whether a check that asks for these scopes would be refused on their account.
    func refuses(_ asked: [String]) -> Bool {
        switch self {
        case .end: true
        case .narrow(let scopes, _): scopes.map { scopes in !asked.allSatisfy(scopes.contains) } ?? false
        }
    }

    /// Whether a check from this address would be refused on its account.
    func refuses(_ address: IPAddress?) -> Bool {
        switch self {
        case .end: return true
        case .narrow(_, let allowlist):
            guard let allowlist, !allowlist.isEmpty else { return false }
            return !(address.map { address in allowlist.contains { $0.contains(address) } } ?? false)
        }
    }

    /// Whether it may refuse anything on account of scopes.
    var dependsOnScopes: Bool {
        switch self {
        case .end: true
        case .narrow(let scopes, _): scopes != nil
        }
    }

    var dependsOnAddress: Bool {
        switch self {
        case .end: true
        case .narrow(_, let allowlist): allowlist?.isEmpty == false
        }
    }

    /// Whether a scope that was asked for would be missing.
    func takesAway(_ scope: String) -> Bool { refuses([scope]) }
}
