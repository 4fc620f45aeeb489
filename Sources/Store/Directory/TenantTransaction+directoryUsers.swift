package import Domain
internal import Postgres

/// Which of a directory's people to look at.
package enum DirectoryUserSearch: Sendable {
    case all
    case named(String)
    case external(String)
    case these([ID<DirectoryUser>])
}

extension StoreTransaction where Kind == OnTenant {
    /// By id, which is the order in which they were told of.
    package func directoryUsers(_ search: DirectoryUserSearch) -> Reply<[DirectoryUser]> {
        send(
            """
            SELECT \(fragment: userColumns) FROM scim_users
            WHERE tenant_id = \(tenant) \(fragment: search.condition) ORDER BY id
            """
        ) { rows in try rows.map(DirectoryUser.init(row:)) }
    }

    /// Whether the directory calls somebody else so.
    package func hasDirectoryUser(named name: String, besides id: ID<DirectoryUser>) -> Reply<Bool> {
        send(
            """
            SELECT EXISTS (
                SELECT FROM scim_users
                WHERE tenant_id = \(tenant) AND user_name_folded = \(DisplayName.folded(name)) AND id <> \(id)
            ) AS is_taken
            """
        ) { rows in try rows.one.decode("is_taken") }
    }

    /// Whether the directory has told of this person under another id.
    package func hasDirectoryUser(_ person: ID<User>, besides id: ID<DirectoryUser>) -> Reply<Bool> {
        send(
            """
            SELECT EXISTS (
                SELECT FROM scim_users WHERE tenant_id = \(tenant) AND user_id = \(person) AND id <> \(id)
            ) AS is_taken
            """
        ) { rows in try rows.one.decode("is_taken") }
    }

    package func countDirectoryUsers() -> Reply<Int> {
        send("SELECT count(*) AS people FROM scim_users WHERE tenant_id = \(tenant)") { rows in
            try rows.one.decode("people")
        }
    }

    package func insert(_ user: DirectoryUser) {
        send(
            """
            INSERT INTO scim_users (tenant_id, id, user_id, user_name_folded, external_id, attributes, created_at,
                updated_at, version)
            VALUES (\(tenant), \(user.id), \(user.person), \(DisplayName.folded(user.userName)), \(user.externalID),
                \(user.attributes), \(user.createdAt), \(user.updatedAt), \(user.version))
            """
        )
    }

    package func update(_ user: DirectoryUser) {
        send(
            """
            UPDATE scim_users SET user_id = \(user.person), user_name_folded = \(DisplayName.folded(user.userName)),
                external_id = \(user.externalID), attributes = \(user.attributes), updated_at = \(user.updatedAt),
                version = \(user.version)
            WHERE tenant_id = \(tenant) AND id = \(user.id)
            """
        )
    }

    /// With their places in groups.
    package func delete(_ user: DirectoryUser) {
        send("DELETE FROM scim_group_members WHERE tenant_id = \(tenant) AND scim_user_id = \(user.id)")
        send("DELETE FROM scim_users WHERE tenant_id = \(tenant) AND id = \(user.id)")
    }
}

extension DirectoryUserSearch {
    fileprivate var condition: Query {
        switch self {
        case .all: ""
        case .named(let name): "AND user_name_folded = \(DisplayName.folded(name))"
        case .external(let id): "AND external_id = \(id)"
        case .these(let ids): "AND id = ANY(\(ids))"
        }
    }
}

private let userColumns: Query = "id, user_id, attributes, created_at, updated_at, version"

extension DirectoryUser {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            person: try row.decode("user_id"),
            attributes: try row.decode("attributes"),
            createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"),
            version: try row.decode("version")
        )
    }
}
