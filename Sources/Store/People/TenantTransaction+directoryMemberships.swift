package import Domain
internal import Postgres

/// A membership with where it came from.
package struct OriginatedMembership: Sendable {
    package let membership: Membership
    package let origin: MembershipOrigin
}

extension StoreTransaction where Kind == OnTenant {
    /// What a person is in this tenant, ended memberships too.
    package func originatedMemberships(of user: ID<User>) -> Reply<[OriginatedMembership]> {
        send(
            """
            SELECT id, tenant_id, role, authorization_group_id, expires_at, origin FROM memberships
            WHERE tenant_id = \(tenant) AND user_id = \(user) ORDER BY id
            """
        ) { rows in
            try rows.map { OriginatedMembership(membership: try Membership(row: $0), origin: try $0.decode("origin")) }
        }
    }

    /// Whether somebody else than by this membership is an admin without an end.
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

    package func setCeiling(of membership: ID<Membership>, to group: ID<AuthorizationGroup>?) {
        send(
            """
            UPDATE memberships SET authorization_group_id = \(group), version = version + 1
            WHERE tenant_id = \(tenant) AND id = \(membership)
            """
        )
    }

    package func deleteDirectoryMembership(_ id: ID<Membership>) {
        send("DELETE FROM memberships WHERE tenant_id = \(tenant) AND id = \(id) AND origin <> 'DIRECT'")
    }

    package func insertMembership(
        _ membership: Membership,
        of user: ID<User>,
        origin: MembershipOrigin,
        at now: Instant
    ) {
        send(
            """
            INSERT INTO memberships (tenant_id, id, user_id, role, authorization_group_id, expires_at, created_at, origin)
            VALUES (\(tenant), \(membership.id), \(user), \(membership.role), \(membership.ceilingGroup),
                \(membership.expiresAt), \(now), \(origin))
            """
        )
    }
}
