package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnPerson {
    /// Those that take an issuer's access tokens for one of these audiences: each audience is one tenant's.
    package func tenants(
        trusting issuer: String,
        for audiences: [String],
        limit: Int
    ) -> Reply<[(tenant: ID<Tenant>, audience: String)]> {
        send(
            """
            SELECT tenant_id, audience FROM sso_connections
            WHERE issuer = \(issuer) AND audience = ANY(\(audiences)) LIMIT \(limit)
            """
        ) { rows in try rows.map { (tenant: try $0.decode("tenant_id"), audience: try $0.decode("audience")) } }
    }

    /// False when this sign-in has come back before.
    package func useSignOn(_ stateHash: [UInt8], until expiry: Instant, at now: Instant) -> Reply<Bool> {
        send("DELETE FROM sso_used_states WHERE expires_at <= \(now)")
        return send(
            """
            INSERT INTO sso_used_states (state_hash, expires_at) VALUES (\(Bytes(stateHash)), \(expiry))
            ON CONFLICT DO NOTHING RETURNING state_hash
            """
        ) { rows in rows.first != nil }
    }
}
