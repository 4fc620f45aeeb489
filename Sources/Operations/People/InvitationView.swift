package import Domain

/// An invitation that nobody has accepted, as it is shown: without its link, which is told once.
package struct InvitationView: Sendable {
    package let invitation: Invitation
    private let groupName: String?
    private let inviter: User?

    init(_ invitation: Invitation, groupNames: [ID<AuthorizationGroup>: String], people: [ID<User>: User]) {
        self.invitation = invitation
        groupName = invitation.grant.ceilingGroup.flatMap { groupNames[$0] }
        inviter = people[invitation.createdBy]
    }

    package var body: JSON {
        let grant = invitation.grant
        return [
            "id": .string(invitation.id.description), "tenant_id": .string(invitation.tenant.description),
            "email": .string(invitation.email), "role": .string(grant.role.rawValue),
            "authorization_group": .ceiling(grant.ceilingGroup, groupName),
            "membership_expires_at": JSON(grant.expiresAt),
            "created_at": .string(invitation.createdAt.description),
            "created_by": inviter.map { ["id": .string($0.id.description), "name": .string($0.name)] } ?? nil,
            "expires_at": .string(invitation.expiresAt.description),
        ]
    }
}
