package import Domain

/// What became of letting somebody in.
package enum NewMember: Sendable {
    /// They were known, and are a member at once.
    case added(MemberView)
    /// They will be one when they accept. The link is told this once.
    case invited(Invitation, group: AuthorizationGroup?, url: Sensitive<String>)
}

extension NewMember: Replayable {
    package var eTag: String? { "\"1\"" }

    package var body: JSON {
        switch self {
        case .added(let view):
            guard case .object(let members) = view.body else { return view.body }
            return .object(members + [JSON.Member("invitation", .null)])
        case .invited(let invitation, let group, let url):
            return [
                "id": .null, "tenant_id": .string(invitation.tenant.description),
                "user": ["id": .null, "email": .string(invitation.email), "name": .null],
                "role": .string(invitation.grant.role.rawValue),
                "authorization_group": .ceiling(group?.id, group?.name),
                "expires_at": JSON(invitation.grant.expiresAt),
                "created_at": .string(invitation.createdAt.description),
                "origin": .string(MembershipOrigin.direct.rawValue),
                "invitation": [
                    "id": .string(invitation.id.description), "url": .string(url.expose()),
                    "expires_at": .string(invitation.expiresAt.description),
                ],
            ]
        }
    }
}
