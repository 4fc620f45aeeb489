package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func directoryCredential(_ id: ID<DirectoryCredential>) -> Reply<DirectoryCredential?> {
        send(
            """
            SELECT \(fragment: credentialColumns) FROM directory_credentials WHERE tenant_id = \(tenant) AND id = \(id)
            """
        ) { rows in try rows.first.map(DirectoryCredential.init(row:)) }
    }

    /// The one with this token, expired or not.
    package func directoryCredential(
        _ id: ID<DirectoryCredential>,
        tokenHash: [UInt8]
    ) -> Reply<DirectoryCredential?> {
        send(
            """
            SELECT \(fragment: credentialColumns) FROM directory_credentials
            WHERE tenant_id = \(tenant) AND id = \(id) AND token_hash = \(Bytes(tokenHash))
            """
        ) { rows in try rows.first.map(DirectoryCredential.init(row:)) }
    }

    /// All of the tenant's, oldest first: there are never many.
    package func directoryCredentials() -> Reply<[DirectoryCredential]> {
        send(
            """
            SELECT \(fragment: credentialColumns) FROM directory_credentials WHERE tenant_id = \(tenant) ORDER BY id
            """
        ) { rows in try rows.map(DirectoryCredential.init(row:)) }
    }

    package func insert(_ credential: DirectoryCredential, tokenHash: [UInt8]) {
        send(
            """
            INSERT INTO directory_credentials (tenant_id, id, name, token_hash, created_at, created_by, expires_at)
            VALUES (\(tenant), \(credential.id), \(credential.name), \(Bytes(tokenHash)), \(credential.createdAt),
                \(credential.createdBy), \(credential.expiresAt))
            """
        )
    }

    package func delete(_ credential: DirectoryCredential) {
        send("DELETE FROM directory_credentials WHERE tenant_id = \(tenant) AND id = \(credential.id)")
    }
}

private let credentialColumns: Query = "tenant_id, id, name, created_at, created_by, expires_at"

extension DirectoryCredential {
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            tenant: try row.decode("tenant_id"),
            name: try row.decode("name"),
            createdAt: try row.decode("created_at"),
            createdBy: try row.decode("created_by"),
            expiresAt: try row.decode("expires_at")
        )
    }
}
