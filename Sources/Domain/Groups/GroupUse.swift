/// By what a group is used, and so cannot be deleted. Keys that are revoked do not use it any more.
package struct GroupUse: Sendable {
    /// The first of them.
    package let keys: [Key]
    package let keyCount: Int
    /// The first of those whose ceiling it is.
    package let members: [Member]
    package let memberCount: Int
    /// The first of those that offer a membership under it.
    package let invitations: [Invitation]
    package let invitationCount: Int
    /// The first of those that limit a directory's people to it.
    package let mappings: [Mapping]
    package let mappingCount: Int

    /// How many of each are named at most.
    package static let mostNamed = 10

    package struct Key: Sendable {
        package let id: ID<APIKey>
        package let name: String
        package let status: KeyStatus

        package init(id: ID<APIKey>, name: String, status: KeyStatus) {
            self.id = id
            self.name = name
            self.status = status
        }
    }

    package struct Member: Sendable {
        package let id: ID<Membership>
        package let user: ID<User>
        /// Nil when there is no such user any more.
        package let name: String?
        package let role: Role

        package init(id: ID<Membership>, user: ID<User>, name: String?, role: Role) {
            self.id = id
            self.user = user
            self.name = name
            self.role = role
        }
    }

    package struct Invitation: Sendable {
        package let id: ID<Domain.Invitation>
        package let email: String
        package let role: Role

        package init(id: ID<Domain.Invitation>, email: String, role: Role) {
            self.id = id
            self.email = email
            self.role = role
        }
    }

    package struct Mapping: Sendable {
        package let id: ID<RoleMapping>
        package let directoryGroup: String
        package let role: Role

        package init(id: ID<RoleMapping>, directoryGroup: String, role: Role) {
            self.id = id
            self.directoryGroup = directoryGroup
            self.role = role
        }
    }

    package init(
        keys: [Key],
        keyCount: Int,
        members: [Member],
        memberCount: Int,
        invitations: [Invitation] = [],
        invitationCount: Int = 0,
        mappings: [Mapping] = [],
        mappingCount: Int = 0
    ) {
        self.keys = keys
        self.keyCount = keyCount
        self.members = members
        self.memberCount = memberCount
        self.invitations = invitations
        self.invitationCount = invitationCount
        self.mappings = mappings
        self.mappingCount = mappingCount
    }

    /// `GROUP_IN_USE`, saying by what.
    package func requireNone() throws(Failure) {
        let uses = [
            (keyCount, "1 key has it", "keys have it"),
            (memberCount, "1 member is limited to it", "members are limited to it"),
            (invitationCount, "1 invitation names it", "invitations name it"),
            (mappingCount, "1 role mapping names it", "role mappings name it"),
        ]
        .filter { $0.0 > 0 }.map { count, one, several in count == 1 ? one : "\(count) \(several)" }
        guard !uses.isEmpty else { return }
        throw Failure(
            .groupInUse,
            "This group is in use: \(uses.joined(separator: ", ")).",
            members: [
                JSON.Member("keys", .array(keys.map(\.json))),
                JSON.Member("key_count", .integer(Int64(keyCount))),
                JSON.Member("members", .array(members.map(\.json))),
                JSON.Member("member_count", .integer(Int64(memberCount))),
                JSON.Member("invitations", .array(invitations.map(\.json))),
                JSON.Member("invitation_count", .integer(Int64(invitationCount))),
                JSON.Member("role_mappings", .array(mappings.map(\.json))),
                JSON.Member("role_mapping_count", .integer(Int64(mappingCount))),
            ]
        )
    }
}

extension GroupUse.Key {
    fileprivate var json: JSON {
        ["id": .string(id.description), "name": .string(name), "status": .string(status.rawValue)]
    }
}

extension GroupUse.Member {
    fileprivate var json: JSON {
        [
            "id": .string(id.description),
            "user": ["id": .string(user.description), "name": name.map(JSON.string) ?? nil],
            "role": .string(role.rawValue),
        ]
    }
}

extension GroupUse.Invitation {
    fileprivate var json: JSON {
        ["id": .string(id.description), "email": .string(email), "role": .string(role.rawValue)]
    }
}

extension GroupUse.Mapping {
    fileprivate var json: JSON {
        [
            "id": .string(id.description), "directory_group": .string(directoryGroup),
            "role": .string(role.rawValue),
        ]
    }
}
