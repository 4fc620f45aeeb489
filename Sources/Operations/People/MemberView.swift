package import Domain
internal import Store

/// A member as they are shown.
package struct MemberView: Sendable {
    package let member: Member
    /// Of the group that is their ceiling.
    private let groupName: String?

    init(_ member: Member, groupNames: [ID<AuthorizationGroup>: String]) {
        self.member = member
        groupName = member.membership.ceilingGroup.flatMap { groupNames[$0] }
    }
}

extension MemberView: Replayable {
    package var eTag: String? { "\"\(member.version)\"" }

    package var body: JSON {
        let membership = member.membership
        return [
            "id": .string(member.id.description), "tenant_id": .string(membership.tenant.description),
            "user": member.user.body, "role": .string(membership.role.rawValue),
            "authorization_group": .ceiling(membership.ceilingGroup, groupName),
            "expires_at": JSON(membership.expiresAt), "created_at": .string(member.createdAt.description),
            "origin": .string(member.origin.rawValue),
        ]
    }
}

extension JSON {
    /// The group that is somebody's ceiling; null for none.
    static func ceiling(_ group: ID<AuthorizationGroup>?, _ name: String?) -> JSON {
        guard let group, let name else { return .null }
        return ["id": .string(group.description), "name": .string(name)]
    }
}

extension User {
    package var body: JSON {
        ["id": .string(id.description), "email": .string(email), "name": .string(name)]
    }
}

extension Member {
    /// What the audit trail keeps of a membership.
    var audited: JSON {
        let grant = membership.grant
        return [
            "user_id": .string(user.id.description), "role": .string(grant.role.rawValue),
            "authorization_group_id": JSON(grant.ceilingGroup), "expires_at": JSON(grant.expiresAt),
            "origin": .string(origin.rawValue),
        ]
    }
}

extension Invitation {
    /// What the audit trail keeps of an invitation: never its link.
    var audited: JSON {
        [
            "email": .string(email), "role": .string(grant.role.rawValue),
            "authorization_group_id": JSON(grant.ceilingGroup), "expires_at": JSON(grant.expiresAt),
        ]
    }
}
