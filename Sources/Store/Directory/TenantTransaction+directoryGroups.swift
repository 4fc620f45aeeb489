package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// One group with its members, or all of them, by id.
    package func directoryGroups(_ id: ID<DirectoryGroup>? = nil) -> Reply<[DirectoryGroup]> {
        let condition: Query = id.map { "AND g.id = \($0)" } ?? ""
        return send(
            """
            SELECT g.id, g.display_name, g.external_id, g.created_at, g.updated_at, g.version,
                array(
                    SELECT m.scim_user_id FROM scim_group_members m
                    WHERE m.tenant_id = \(tenant) AND m.group_id = g.id ORDER BY m.scim_user_id
                ) AS members
            FROM scim_groups g WHERE g.tenant_id = \(tenant) \(fragment: condition) ORDER BY g.id
            """
        ) { rows in try rows.map(DirectoryGroup.init(row:)) }
    }

    /// In which groups each of these people is, or everybody.
    package func directoryGroupNames(
        of users: [ID<DirectoryUser>]? = nil
    ) -> Reply<[ID<DirectoryUser>: [(id: ID<DirectoryGroup>, name: String)]]> {
        let condition: Query = users.map { "AND m.scim_user_id = ANY(\($0))" } ?? ""
        return send(
            """
            SELECT m.scim_user_id, g.id, g.display_name
            FROM scim_group_members m JOIN scim_groups g ON g.tenant_id = m.tenant_id AND g.id = m.group_id
            WHERE m.tenant_id = \(tenant) \(fragment: condition) ORDER BY g.id
            """
        ) { rows in
            var groups: [ID<DirectoryUser>: [(id: ID<DirectoryGroup>, name: String)]] = [:]
            for row in rows {
                let group: (id: ID<DirectoryGroup>, name: String) = (
                    try row.decode("id"), try row.decode("display_name")
                )
                groups[try row.decode("scim_user_id"), default: []].append(group)
            }
            return groups
        }
    }

    package func hasDirectoryGroup(named name: String, besides id: ID<DirectoryGroup>) -> Reply<Bool> {
        send(
            """
            SELECT EXISTS (
                SELECT FROM scim_groups WHERE tenant_id = \(tenant) AND display_name = \(name) AND id <> \(id)
            ) AS is_taken
            """
        ) { rows in try rows.one.decode("is_taken") }
    }

    package func countDirectoryGroups() -> Reply<Int> {
        send("SELECT count(*) AS groups FROM scim_groups WHERE tenant_id = \(tenant)") { rows in
            try rows.one.decode("groups")
        }
    }

    package func insert(_ group: DirectoryGroup) {
        send(
            """
            INSERT INTO scim_groups (tenant_id, id, display_name, external_id, created_at, updated_at, version)
            VALUES (\(tenant), \(group.id), \(group.name), \(group.externalID), \(group.createdAt), \(group.updatedAt),
                \(group.version))
            """
        )
        add(group.members, to: group.id)
    }

    /// - Parameter old: as it is stored.
    package func update(_ group: DirectoryGroup, from old: DirectoryGroup) {
        send(
            """
            UPDATE scim_groups SET display_name = \(group.name), external_id = \(group.externalID),
                updated_at = \(group.updatedAt), version = \(group.version)
            WHERE tenant_id = \(tenant) AND id = \(group.id)
            """
        )
        let gone = Array(Set(old.members).subtracting(group.members))
        send(
            """
            DELETE FROM scim_group_members
            WHERE tenant_id = \(tenant) AND group_id = \(group.id) AND scim_user_id = ANY(\(gone))
            """
        )
        add(Array(Set(group.members).subtracting(old.members)), to: group.id)
    }

    package func deleteDirectoryGroup(_ id: ID<DirectoryGroup>) {
        send("DELETE FROM scim_group_members WHERE tenant_id = \(tenant) AND group_id = \(id)")
        send("DELETE FROM scim_groups WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    private func add(_ members: [ID<DirectoryUser>], to group: ID<DirectoryGroup>) {
        guard !members.isEmpty else { return }
        send(
            """
            INSERT INTO scim_group_members (tenant_id, group_id, scim_user_id)
            SELECT \(tenant), \(group), member FROM unnest(\(members)) AS member
            """
        )
    }
}

extension DirectoryGroup {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            name: try row.decode("display_name"),
            externalID: try row.decode("external_id"),
            members: try row.decode("members"),
            createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"),
            version: try row.decode("version")
        )
    }
}
