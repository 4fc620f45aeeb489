extension InputErrors {
    /// A name is always required.
    mutating func name(_ input: String?) -> DisplayName? {
        guard let input else {
            add("/name", "REQUIRED", "A name is needed.")
            return nil
        }
        return collect(try DisplayName(validating: input))
    }

    mutating func description(_ input: String?) -> Description? {
        guard let input else { return .empty }
        return collect(try Description(validating: input))
    }

    /// One of an enumeration's words.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ input: String?,
        of type: Choice.Type,
        at pointer: String
    ) -> Choice? where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        guard let input else {
            add(pointer, "REQUIRED", "One of \(words) is needed.")
            return nil
        }
        guard let choice = Choice(rawValue: input) else {
            add(pointer, "UNKNOWN_VALUE", "One of \(words) is needed.")
            return nil
        }
        return choice
    }

    /// At least one scope, each of the catalogue or held already, none twice; in the order given.
    mutating func scopes(_ input: [String]?, of policy: Policy, held: [String] = []) -> [String]? {
        let names = input ?? []
        let catalogue = Set(policy.scopes.map(\.name)).union(held)
        let before = all.count
        if names.isEmpty { add("/scopes", "REQUIRED", "At least one scope is needed.") }
        guard names.count <= Scope.mostInCatalogue else {
            add("/scopes", "TOO_MANY", "At most \(Scope.mostInCatalogue) scopes fit.")
            return nil
        }
        for (index, name) in names.enumerated() {
            if !catalogue.contains(name) {
                add("/scopes/\(index)", "UNKNOWN_SCOPE", "The catalogue has no such scope.")
            } else if names[..<index].contains(name) {
                add("/scopes/\(index)", "DUPLICATE", "This scope is already there.")
            }
        }
        return all.count == before ? names : nil
    }
}
