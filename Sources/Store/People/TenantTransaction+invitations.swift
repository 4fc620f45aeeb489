package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// An invitation that nobody has accepted.
    package func invitation(_ id: ID<Invitation>) -> Reply<Invitation?> {
        send("\(fragment: selectOpen) AND tenant_id = \(tenant) AND id = \(id)") { rows in
            try rows.first.map(Invitation.init(row:))
        }
    }

    /// The same by its link.
    package func invitation(tokenHash: [UInt8]) -> Reply<Invitation?> {
        send("\(fragment: selectOpen) AND tenant_id = \(tenant) AND token_hash = \(Bytes(tokenHash))") { rows in
            try rows.first.map(Invitation.init(row:))
        }
    }

    /// The tenant's invitations that nobody has accepted, with one ceiling or with any or none, oldest first.
    package func invitations(
        under group: ID<AuthorizationGroup>? = nil,
        after: ID<Invitation>?,
        limit: Int
    ) -> Reply<[Invitation]> {
        let limited: Query = group.map { "AND authorization_group_id = \($0)" } ?? ""
        return send(
            """
            \(fragment: selectOpen) AND tenant_id = \(tenant) \(fragment: limited) AND id > \(after ?? .lowest)
            ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(Invitation.init(row:)) }
    }

    package func insert(_ invitation: Invitation, tokenHash: [UInt8]) {
        let grant = invitation.grant
        send(
            """
            INSERT INTO invitations (tenant_id, id, email, role, authorization_group_id, membership_expires_at, token_hash,
                created_at, created_by, expires_at)
            VALUES (\(tenant), \(invitation.id), \(invitation.email), \(grant.role), \(grant.ceilingGroup),
                \(grant.expiresAt), \(Bytes(tokenHash)), \(invitation.createdAt), \(invitation.createdBy),
                \(invitation.expiresAt))
            """
        )
    }

    package func acceptInvitation(_ id: ID<Invitation>, at now: Instant) {
        send("UPDATE invitations SET accepted_at = \(now) WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    package func deleteInvitation(_ id: ID<Invitation>) {
        send("DELETE FROM invitations WHERE tenant_id = \(tenant) AND id = \(id) AND accepted_at IS NULL")
    }

    /// The one to this person for this role, if it is open: its link is dead.
    package func deleteInvitation(to email: EmailAddress, as role: Role) {
        send(
            """
            DELETE FROM invitations
            WHERE tenant_id = \(tenant) AND email = \(email.text) AND role = \(role) AND accepted_at IS NULL
            """
        )
    }
}

private let selectOpen: Query = """
    SELECT tenant_id, id, email, role, authorization_group_id, membership_expires_at, created_at, created_by, expires_at
    FROM invitations WHERE accepted_at IS NULL
    """

extension Invitation {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            tenant: try row.decode("tenant_id"),
            email: try row.decode("email"),
            grant: MemberGrant(
                role: try row.decode("role"),
                ceilingGroup: try row.decode("authorization_group_id"),
                expiresAt: try row.decode("membership_expires_at")
            ),
            createdAt: try row.decode("created_at"),
            createdBy: try row.decode("created_by"),
            expiresAt: try row.decode("expires_at")
        )
    }
}
