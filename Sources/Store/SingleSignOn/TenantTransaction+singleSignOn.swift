package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// The tenant's identity provider, if it has one.
    package func signOnConnection() -> Reply<SignOnConnection?> {
        send(
            """
            SELECT issuer, client_id, pepper_id, client_secret, audience, email_claim, groups_claim, trusts_email,
                created_at, updated_at, version
            FROM sso_connections WHERE tenant_id = \(tenant)
            """
        ) { rows in try rows.first.map(SignOnConnection.init(row:)) }
    }

    /// In the place of the one that there is, if there is one.
    package func save(_ connection: SignOnConnection) {
        send(
            """
            INSERT INTO sso_connections (tenant_id, issuer, client_id, pepper_id, client_secret, audience, email_claim,
                groups_claim, trusts_email, created_at, updated_at, version)
            VALUES (\(tenant), \(connection.issuer), \(connection.clientID), \(connection.clientSecret.map { Int32($0.pepperID) }),
                \(connection.clientSecret.map { Bytes($0.bytes) }), \(connection.audience), \(connection.emailClaim),
                \(connection.groupsClaim), \(connection.trustsEmail), \(connection.createdAt),
                \(connection.updatedAt), \(connection.version))
            ON CONFLICT (tenant_id) DO UPDATE SET issuer = EXCLUDED.issuer, client_id = EXCLUDED.client_id,
                pepper_id = EXCLUDED.pepper_id, client_secret = EXCLUDED.client_secret, audience = EXCLUDED.audience,
                email_claim = EXCLUDED.email_claim, groups_claim = EXCLUDED.groups_claim,
                trusts_email = EXCLUDED.trusts_email, updated_at = EXCLUDED.updated_at, version = EXCLUDED.version
            """
        )
    }

    package func deleteSignOnConnection() {
        send("DELETE FROM sso_connections WHERE tenant_id = \(tenant)")
    }

    /// Whom an issuer means by a subject here; nil until they have come once.
    package func signOnUser(of issuer: String, _ subject: String) -> Reply<ID<User>?> {
        send(
            """
            SELECT user_id FROM sso_identities
            WHERE tenant_id = \(tenant) AND issuer = \(issuer) AND subject = \(subject)
            """
        ) { rows in try rows.first.map { try $0.decode("user_id") } }
    }

    package func insertSignOnUser(_ user: ID<User>, of issuer: String, _ subject: String, at now: Instant) {
        send(
            """
            INSERT INTO sso_identities (tenant_id, issuer, subject, user_id, created_at)
            VALUES (\(tenant), \(issuer), \(subject), \(user), \(now))
            """
        )
    }
}

extension SignOnConnection {
    fileprivate init(row: Row) throws {
        self.init(
            issuer: try row.decode("issuer"),
            clientID: try row.decode("client_id"),
            clientSecret: try SealedClientSecret(row: row),
            audience: try row.decode("audience"),
            emailClaim: try row.decode("email_claim"),
            groupsClaim: try row.decode("groups_claim"),
            trustsEmail: try row.decode("trusts_email"),
            createdAt: try row.decode("created_at"),
            updatedAt: try row.decode("updated_at"),
            version: try row.decode("version")
        )
    }
}

extension SealedClientSecret {
    fileprivate init?(row: Row) throws {
        guard let bytes = try row.decode("client_secret", as: Bytes?.self) else { return nil }
        self.init(pepperID: Int(try row.decode("pepper_id", as: Int32.self)), bytes: bytes.bytes)
    }
}
