/// By what a group is used, and so cannot be deleted. Keys that are revoked do not use it any more.
package struct GroupUse: Sendable {
    /// The first of them.
    package let keys: [Key]
    package let keyCount: Int
    /// The first of those whose ceiling it is.
    package let members: [Member]
    package let memberCount: Int

    /// How many keys and how many members are named at most.
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

    package init(keys: [Key], keyCount: Int, members: [Member], memberCount: Int) {
        self.keys = keys
        self.keyCount = keyCount
        self.members = members
        self.memberCount = memberCount
    }

    /// `GROUP_IN_USE`, saying by what.
    package func requireNone() throws(Failure) {
        guard keyCount > 0 || memberCount > 0 else { return }
        var uses: [String] = []
        if keyCount > 0 { uses.append(keyCount == 1 ? "1 key has it" : "\(keyCount) keys have it") }
        if memberCount > 0 {
            uses.append(memberCount == 1 ? "1 member is limited to it" : "\(memberCount) members are limited to it")
        }
        throw Failure(
            .groupInUse,
            "This group is in use: \(uses.joined(separator: ", ")).",
            members: [
                JSON.Member("keys", .array(keys.map(\.json))),
                JSON.Member("key_count", .integer(Int64(keyCount))),
                JSON.Member("members", .array(members.map(\.json))),
                JSON.Member("member_count", .integer(Int64(memberCount))),
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
