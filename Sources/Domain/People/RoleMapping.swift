/// What a directory's group makes of its people in one tenant.
package struct RoleMapping: Hashable, Sendable, Identified {
    package static let idPrefix = "rmp"

    /// The group that everybody is in whom the directory lets in.
    package static let everybody = "*"

    /// In one tenant.
    package static let most = 100

    package let id: ID<RoleMapping>
    /// As the directory calls it.
    package let directoryGroup: String
    package let role: Role
    /// A group of type `USER` beyond whose scopes its people grant nothing.
    package let ceilingGroup: ID<AuthorizationGroup>?

    package init(id: ID<RoleMapping>, directoryGroup: String, role: Role, ceilingGroup: ID<AuthorizationGroup>?) {
        self.id = id
        self.directoryGroup = directoryGroup
        self.role = role
        self.ceilingGroup = ceilingGroup
    }

    package func applies(to groups: Set<String>) -> Bool {
        directoryGroup == Self.everybody || groups.contains(directoryGroup)
    }
}
