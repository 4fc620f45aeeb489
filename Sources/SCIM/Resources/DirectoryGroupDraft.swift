package import Domain

/// A group as a directory describes it, complete.
package struct DirectoryGroupDraft: Sendable {
    package let name: String
    package let externalID: String?
    package let members: [ID<DirectoryUser>]

    /// - Parameter canonical: in the schema's spelling.
    package init(_ canonical: JSON) throws(Failure) {
        try ResourceSchema.group.requireComplete(canonical)
        name = canonical["displayName"]?.asString ?? ""
        // `*` in a role mapping is everybody, which no group may claim to be.
        guard !name.isEmpty, name != RoleMapping.everybody else {
            throw .scim(.invalidValue, "displayName: This is no name for a group.")
        }
        externalID = canonical["externalId"]?.asString
        var members: [ID<DirectoryUser>] = []
        var seen: Set<ID<DirectoryUser>> = []
        for member in canonical["members"]?.asArray ?? [] {
            guard let id = member["value"]?.asString.flatMap(ID<DirectoryUser>.init) else {
                throw .scim(.invalidValue, "members: There is no such person in this directory.")
            }
            if seen.insert(id).inserted { members.append(id) }
        }
        self.members = members
    }
}
