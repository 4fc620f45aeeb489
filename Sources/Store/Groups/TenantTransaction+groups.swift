package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func group(_ id: ID<AuthorizationGroup>?) -> Reply<AuthorizationGroup?> {
        guard let id else { return .known(nil) }
        return send("SELECT \(fragment: groupColumns) FROM groups WHERE tenant_id = \(tenant) AND id = \(id)") { rows in
            try rows.first.map(AuthorizationGroup.init(row:))
        }
    }

    /// The scopes of each of these groups that there is.
    package func scopes(ofGroups ids: [ID<AuthorizationGroup>]) -> Reply<[ID<AuthorizationGroup>: Set<String>]> {
        guard !ids.isEmpty else { return .known([:]) }
        return send("SELECT id, scopes FROM groups WHERE tenant_id = \(tenant) AND id = ANY(\(ids))") { rows in
            Dictionary(
                uniqueKeysWithValues: try rows.map { row in
                    (try row.decode("id"), Set(try row.decode("scopes", as: [String].self)))
                }
            )
        }
    }

    /// The name of each of these groups that there is.
    package func names(ofGroups ids: Set<ID<AuthorizationGroup>>) -> Reply<[ID<AuthorizationGroup>: String]> {
        guard !ids.isEmpty else { return .known([:]) }
        return send("SELECT id, name FROM groups WHERE tenant_id = \(tenant) AND id = ANY(\(Array(ids)))") { rows in
            Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("id"), try $0.decode("name")) })
        }
    }

    /// The tenant's groups, of one type or of any, by id, which is the order in which they were made.
    package func groups(
        of type: GroupType?,
        after: ID<AuthorizationGroup>?,
        limit: Int
    ) -> Reply<[AuthorizationGroup]> {
        let condition: Query = type.map { "AND type = \($0)" } ?? ""
        return send(
            """
            SELECT \(fragment: groupColumns) FROM groups
            WHERE tenant_id = \(tenant) \(fragment: condition) AND id > \(after ?? .lowest) ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(AuthorizationGroup.init(row:)) }
    }

    /// Whether a group, other than the one that asks, has this name; nobody has no name.
    package func hasGroup(named name: DisplayName?, besides group: ID<AuthorizationGroup>?) -> Reply<Bool> {
        guard let name else { return .known(false) }
        return send(
            """
            SELECT EXISTS (
                SELECT FROM groups WHERE tenant_id = \(tenant) AND name = \(name.text) AND id <> \(group ?? .lowest)
            ) AS is_taken
            """
        ) { rows in try rows.one.decode("is_taken") }
    }

    package func insert(_ group: AuthorizationGroup, by creator: ID<User>) {
        send(
            """
            INSERT INTO groups (tenant_id, id, name, description, type, scopes,
                created_at, created_by, updated_at, updated_by)
            VALUES (\(tenant), \(group.id), \(group.name), \(group.description), \(group.type), \(group.scopes),
                \(group.createdAt), \(creator), \(group.updatedAt), \(creator))
            """
        )
    }

    /// Writes what of a group can be edited, its time and its version.
    package func update(_ group: AuthorizationGroup, by editor: ID<User>) {
        send(
            """
            UPDATE groups SET name = \(group.name), description = \(group.description), scopes = \(group.scopes),
                updated_at = \(group.updatedAt), updated_by = \(editor), version = \(group.version)
            WHERE tenant_id = \(tenant) AND id = \(group.id)
            """
        )
    }

    /// Deletes a group that nothing uses. Revoked keys that had it keep the scopes that it gave them last.
    package func delete(_ group: AuthorizationGroup) {
        send(
            """
            UPDATE keys SET group_id = NULL, scopes = \(group.scopes)
            WHERE tenant_id = \(tenant) AND group_id = \(group.id) AND revoked_at IS NOT NULL
            """
        )
        send("DELETE FROM groups WHERE tenant_id = \(tenant) AND id = \(group.id)")
    }
}

private let groupColumns: Query = "tenant_id, id, name, description, type, scopes, created_at, updated_at, version"

extension AuthorizationGroup {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            tenant: try row.decode("tenant_id"),
            name: try row.decode("name"),
            description: try row.decode("description"),
            type: try row.decode("type"),
            scopes: try row.decode("scopes"),
            createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"),
            version: try row.decode("version")
        )
    }
}
