package import Domain

/// Writes resources as they are answered.
package struct ResourceWriter: Sendable {
    /// `https://keys.example/scim/v2/ten_…`, without a final slash.
    package let base: String

    package init(base: String) {
        self.base = base
    }

    /// - Parameter groups: those that they are in.
    package func json(_ user: DirectoryUser, groups: [(id: ID<DirectoryGroup>, name: String)]) -> JSON {
        let groups = groups.map { group -> JSON in
            [
                "value": .string(group.id.description), "$ref": .string(location(of: group.id)),
                "display": .string(group.name),
            ]
        }
        let own: [JSON.Member] = if case .object(let members) = user.attributes { members } else { [] }
        let listed = groups.isEmpty ? [] : [JSON.Member("groups", .array(groups))]
        return resource(
            .user,
            user.id.description,
            own + listed,
            location(of: user.id),
            user.createdAt,
            user.updatedAt,
            user.version
        )
    }

    package func json(_ group: DirectoryGroup) -> JSON {
        var members = [JSON.Member("displayName", .string(group.name))]
        if let externalID = group.externalID { members.append(JSON.Member("externalId", .string(externalID))) }
        if !group.members.isEmpty { members.append(JSON.Member("members", .array(group.members.map(member)))) }
        return resource(
            .group,
            group.id.description,
            members,
            location(of: group.id),
            group.createdAt,
            group.updatedAt,
            group.version
        )
    }

    private func member(_ user: ID<DirectoryUser>) -> JSON {
        ["value": .string(user.description), "$ref": .string(location(of: user)), "type": "User"]
    }

    private func resource(
        _ schema: ResourceSchema,
        _ id: String,
        _ members: [JSON.Member],
        _ location: String,
        _ created: Instant,
        _ lastModified: Instant,
        _ version: Int
    ) -> JSON {
        let meta: JSON = [
            "resourceType": .string(schema.name), "created": .string(created.description),
            "lastModified": .string(lastModified.description), "location": .string(location),
            "version": .string("\"\(version)\""),
        ]
        return .object(
            [JSON.Member("schemas", .strings([schema.urn])), JSON.Member("id", .string(id))] + members
                + [JSON.Member("meta", meta)]
        )
    }

    private func location(of user: ID<DirectoryUser>) -> String { "\(base)/Users/\(user)" }

    private func location(of group: ID<DirectoryGroup>) -> String { "\(base)/Groups/\(group)" }
}
