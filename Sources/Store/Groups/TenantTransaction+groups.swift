package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func group(_ id: ID<AuthorizationGroup>) -> Reply<AuthorizationGroup?> {
        send("SELECT \(fragment: groupColumns) FROM groups WHERE tenant_id = \(tenant) AND id = \(id)") { rows in
            try rows.first.map(AuthorizationGroup.init(row:))
        }
    }

    /// The tenant's groups, by id, which is the order in which they were made.
    package func groups(after: ID<AuthorizationGroup>?, limit: Int) -> Reply<[AuthorizationGroup]> {
        send(
            """
            SELECT \(fragment: groupColumns) FROM groups
            WHERE tenant_id = \(tenant) AND id > \(after ?? .lowest) ORDER BY id LIMIT \(limit)
            """
        ) { rows in try rows.map(AuthorizationGroup.init(row:)) }
    }

    package func insert(_ group: AuthorizationGroup) {
        send(
            """
            INSERT INTO groups (tenant_id, id, name, description, type, scopes,
                created_at, created_by, updated_at, updated_by)
            VALUES (\(tenant), \(group.id), \(group.name), \(group.description), \(group.type), \(group.scopes),
                \(group.createdAt), \(group.createdBy), \(group.updatedAt), \(group.updatedBy))
            """
        )
    }
}

private let groupColumns: Query = """
    tenant_id, id, name, description, type, scopes, created_at, created_by, updated_at, updated_by, version
    """
