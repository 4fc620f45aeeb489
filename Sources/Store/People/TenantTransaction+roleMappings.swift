package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// All of the tenant's, in the order in which they were made.
    package func roleMappings() -> Reply<[RoleMapping]> {
        send(
            """
            SELECT id, directory_group, role, authorization_group_id FROM role_mappings
            WHERE tenant_id = \(tenant) ORDER BY id
            """
        ) { rows in try rows.map(RoleMapping.init(row:)) }
    }

    package func insert(_ mapping: RoleMapping, by creator: ID<User>, at now: Instant) {
        send(
            """
            INSERT INTO role_mappings (tenant_id, id, directory_group, role, authorization_group_id, created_at, created_by)
            VALUES (\(tenant), \(mapping.id), \(mapping.directoryGroup), \(mapping.role), \(mapping.ceilingGroup), \(now),
                \(creator))
            """
        )
    }

    package func deleteRoleMapping(_ id: ID<RoleMapping>) {
        send("DELETE FROM role_mappings WHERE tenant_id = \(tenant) AND id = \(id)")
    }
}

extension RoleMapping {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            directoryGroup: try row.decode("directory_group"),
            role: try row.decode("role"),
            ceilingGroup: try row.decode("authorization_group_id")
        )
    }
}
