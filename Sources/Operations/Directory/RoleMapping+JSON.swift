package import Domain

extension RoleMapping: Replayable {
    package var eTag: String? { nil }

    package var body: JSON {
        [
            "id": .string(id.description), "directory_group": .string(directoryGroup), "role": .string(role.rawValue),
            "authorization_group_id": JSON(ceilingGroup),
        ]
    }

    /// - Parameter roles: what it made of people's.
    func audited(_ roles: JSON = .null) -> JSON {
        let own = [
            JSON.Member("directory_group", .string(directoryGroup)), JSON.Member("role", .string(role.rawValue)),
            JSON.Member("authorization_group_id", JSON(ceilingGroup)),
        ]
        return .object(roles == .null ? own : own + [JSON.Member("roles", roles)])
    }
}
