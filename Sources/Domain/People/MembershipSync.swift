/// What has to change so that a person has what the mappings make of their directory's groups: no more, no less.
package struct MembershipSync: Equatable, Sendable {
    package struct Grant: Hashable, Sendable {
        package let role: Role
        package let ceilingGroup: ID<AuthorizationGroup>?

        package init(role: Role, ceilingGroup: ID<AuthorizationGroup>?) {
            self.role = role
            self.ceilingGroup = ceilingGroup
        }
    }

    package private(set) var given: [Grant] = []
    package private(set) var taken: [Membership] = []
    /// Those that stay, under another ceiling.
    package private(set) var bounded: [(membership: Membership, ceilingGroup: ID<AuthorizationGroup>?)] = []

    /// - Parameters:
    ///   - mappings: in their order: of two that give the same role, the first one's ceiling holds.
    ///   - own: what this very directory has given before. What comes from elsewhere is not its to change.
    ///   - others: what the person has from elsewhere.
    package init(groups: Set<String>, mappings: [RoleMapping], own: [Membership], others: [Membership]) {
        var wanted: [Grant] = []
        for mapping in mappings where mapping.applies(to: groups) {
            guard !wanted.contains(where: { $0.role == mapping.role }) else { continue }
            wanted.append(Grant(role: mapping.role, ceilingGroup: mapping.ceilingGroup))
        }
        for membership in own {
            switch wanted.first(where: { $0.role == membership.role }) {
            case nil: taken.append(membership)
            case let grant? where grant.ceilingGroup != membership.ceilingGroup:
                bounded.append((membership, grant.ceilingGroup))
            default: break
            }
        }
        let had = Set((own + others).map(\.role))
        given = wanted.filter { !had.contains($0.role) }
    }

    package var isEmpty: Bool { given.isEmpty && taken.isEmpty && bounded.isEmpty }

    /// The tenant keeps its last admin, whatever a directory says.
    package mutating func keep(_ membership: Membership) {
        taken.removeAll { $0.id == membership.id }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.given == right.given && left.taken == right.taken
            && left.bounded.map(\.membership) == right.bounded.map(\.membership)
            && left.bounded.map(\.ceilingGroup) == right.bounded.map(\.ceilingGroup)
    }
}
