/// Nobody grants a scope that they do not hold.
package enum Ceiling {
    /// `ROLE_FORBIDDEN`, naming the scopes of the catalogue that are asked for and not within the ceiling; nil is none.
    /// What is not in the catalogue is left to validation.
    package static func check(_ scopes: [String], of policy: Policy, within ceiling: Set<String>?) throws(Failure) {
        try check(policy.scopes.map(\.name).filter(scopes.contains), within: ceiling)
    }

    /// The same for scopes that are somebody's or something's already, whether the catalogue still has them or not.
    package static func check(_ scopes: [String], within ceiling: Set<String>?) throws(Failure) {
        guard let ceiling else { return }
        let outside = scopes.filter { !ceiling.contains($0) }
        guard outside.isEmpty else {
            throw Failure(
                .roleForbidden,
                "Your own access does not include \(outside.joined(separator: ", ")).",
                members: [JSON.Member("missing_scopes", .array(outside.map(JSON.string)))]
            )
        }
    }
}
