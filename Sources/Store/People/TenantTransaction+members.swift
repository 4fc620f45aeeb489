package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func member(_ id: ID<Membership>) -> Reply<Member?> {
        send("\(fragment: selectMembers) WHERE m.tenant_id = \(tenant) AND m.id = \(id)") { rows in
            try rows.first.map(Member.init(row:))
        }
    }

    /// The tenant's members in one role or in any, with one ceiling or with any or none, by id, which is the order in which
    /// they came.
    package func members(
        being role: Role?,
        under group: ID<AuthorizationGroup>? = nil,
        after: ID<Membership>?,
        limit: Int
    ) -> Reply<[Member]> {
        let chosen: Query = role.map { "AND m.role = \($0)" } ?? ""
        let limited: Query = group.map { "AND m.authorization_group_id = \($0)" } ?? ""
        return send(
            """
            \(fragment: selectMembers)
            WHERE m.tenant_id = \(tenant) \(fragment: chosen) \(fragment: limited) AND m.id > \(after ?? .lowest)
            ORDER BY m.id LIMIT \(limit)
            """
        ) { rows in try rows.map(Member.init(row:)) }
    }

    /// What one person is in the tenant, ended memberships too.
    package func memberships(of user: ID<User>) -> Reply<[Member]> {
        send("\(fragment: selectMembers) WHERE m.tenant_id = \(tenant) AND m.user_id = \(user) ORDER BY m.id") { rows in
            try rows.map(Member.init(row:))
        }
    }

    /// Whether somebody is an admin without an end, and not disabled, other than by this membership.
    package func hasLastingAdmin(besides membership: ID<Membership>) -> Reply<Bool> {
        send(
            """
            SELECT EXISTS (
                SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                WHERE m.tenant_id = \(tenant) AND m.id <> \(membership) AND m.expires_at IS NULL
                    AND m.role IN ('PARTNER_ADMIN', 'BUSINESS_ADMIN') AND u.disabled_at IS NULL
            ) AS is_there
            """
        ) { rows in try rows.one.decode("is_there") }
    }

    /// Makes somebody a member. Whoever may set the password of somebody who was less, may not therefore be all that they
    /// are now: an open link for that is void. Of several people, in the order of their ids, since each is locked.
    package func insertMembership(
        _ membership: Membership,
        of user: ID<User>,
        origin: MembershipOrigin = .direct,
        at now: Instant
    ) throws {
        try voidPasswordLink(of: user)
        send(
            """
            INSERT INTO memberships (tenant_id, id, user_id, role, authorization_group_id, expires_at, created_at, origin)
            VALUES (\(tenant), \(membership.id), \(user), \(membership.role), \(membership.ceilingGroup),
                \(membership.expiresAt), \(now), \(origin))
            """
        )
    }

    /// Writes what of a membership can be edited, and its version. Voids what `insertMembership` voids.
    package func updateMembership(_ member: Member) throws {
        try voidPasswordLink(of: member.user.id)
        let membership = member.membership
        send(
            """
            UPDATE memberships
            SET role = \(membership.role), authorization_group_id = \(membership.ceilingGroup),
                expires_at = \(membership.expiresAt), version = \(member.version)
            WHERE tenant_id = \(tenant) AND id = \(member.id)
            """
        )
    }

    package func deleteMembership(_ id: ID<Membership>) {
        send("DELETE FROM memberships WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    /// Under the person's lock, so that no link is issued on what they were.
    private func voidPasswordLink(of user: ID<User>) throws {
        try asPerson(user) { person in
            _ = person.account()
            person.deletePasswordLink()
        }
    }
}

/// Memberships and people are both the platform's own tables, so that they may be joined.
private let selectMembers: Query = """
    SELECT m.id, m.tenant_id, m.role, m.authorization_group_id, m.expires_at, m.origin, m.created_at, m.version,
        m.user_id, u.email, u.name, u.disabled_at IS NOT NULL AS is_disabled
    FROM memberships m JOIN users u ON u.id = m.user_id
    """

extension Member {
    fileprivate init(row: Row) throws {
        self.init(
            membership: try Membership(row: row),
            user: User(
                id: try row.decode("user_id"),
                email: try row.decode("email"),
                name: try row.decode("name")
            ),
            isDisabled: try row.decode("is_disabled"),
            origin: try row.decode("origin"),
            createdAt: try row.decode("created_at"),
            version: try row.decode("version")
        )
    }
}
