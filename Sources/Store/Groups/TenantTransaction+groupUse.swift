package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The first keys that have a group and are not revoked, oldest first, with the facts that make their status.
    package func keys(
        using group: ID<AuthorizationGroup>,
        limit: Int
    ) -> Reply<[(id: ID<APIKey>, name: String, disabledAt: Instant?, expiresAt: Instant?)]> {
        send(
            """
            SELECT id, name, disabled_at, expires_at FROM keys
            WHERE tenant_id = \(tenant) AND group_id = \(group) AND revoked_at IS NULL ORDER BY id LIMIT \(limit)
            """
        ) { rows in
            try rows.map { row in
                (
                    try row.decode("id"), try row.decode("name"), try row.decode("disabled_at"),
                    try row.decode("expires_at")
                )
            }
        }
    }

    package func countKeys(using group: ID<AuthorizationGroup>) -> Reply<Int> {
        send(
            """
            SELECT count(*) AS keys FROM keys
            WHERE tenant_id = \(tenant) AND group_id = \(group) AND revoked_at IS NULL
            """
        ) { rows in try rows.one.decode("keys") }
    }

    /// The first memberships whose ceiling a group is, ended ones too, oldest first.
    package func members(
        under group: ID<AuthorizationGroup>,
        limit: Int
    ) -> Reply<[(id: ID<Membership>, user: ID<User>, role: Role)]> {
        send(
            """
            SELECT id, user_id, role FROM memberships
            WHERE tenant_id = \(tenant) AND authorization_group_id = \(group) ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map { (try $0.decode("id"), try $0.decode("user_id"), try $0.decode("role")) } }
    }

    package func countMembers(under group: ID<AuthorizationGroup>) -> Reply<Int> {
        send(
            """
            SELECT count(*) AS members FROM memberships
            WHERE tenant_id = \(tenant) AND authorization_group_id = \(group)
            """
        ) { rows in try rows.one.decode("members") }
    }

    /// The first invitations that nobody has accepted and that offer a membership under a group, oldest first.
    package func invitations(
        under group: ID<AuthorizationGroup>,
        limit: Int
    ) -> Reply<[(id: ID<Invitation>, email: String, role: Role)]> {
        send(
            """
            SELECT id, email, role FROM invitations
            WHERE tenant_id = \(tenant) AND authorization_group_id = \(group) AND accepted_at IS NULL
            ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map { (try $0.decode("id"), try $0.decode("email"), try $0.decode("role")) } }
    }

    package func countInvitations(under group: ID<AuthorizationGroup>) -> Reply<Int> {
        send(
            """
            SELECT count(*) AS invitations FROM invitations
            WHERE tenant_id = \(tenant) AND authorization_group_id = \(group) AND accepted_at IS NULL
            """
        ) { rows in try rows.one.decode("invitations") }
    }

    /// The first mappings of a directory's groups that limit people to a group, oldest first.
    package func roleMappings(
        under group: ID<AuthorizationGroup>,
        limit: Int
    ) -> Reply<[(id: ID<RoleMapping>, directoryGroup: String, role: Role)]> {
        send(
            """
            SELECT id, directory_group, role FROM role_mappings
            WHERE tenant_id = \(tenant) AND authorization_group_id = \(group) ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map { (try $0.decode("id"), try $0.decode("directory_group"), try $0.decode("role")) } }
    }

    package func countRoleMappings(under group: ID<AuthorizationGroup>) -> Reply<Int> {
        send(
            """
            SELECT count(*) AS mappings FROM role_mappings
            WHERE tenant_id = \(tenant) AND authorization_group_id = \(group)
            """
        ) { rows in try rows.one.decode("mappings") }
    }
}
