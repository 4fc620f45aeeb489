package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnPerson {
    /// The tenants that take an issuer's access tokens for one of these audiences.
    package func tenants(
        trusting issuer: String,
        for audiences: [String],
        limit: Int
    ) -> Reply<[(tenant: ID<Tenant>, audience: String)]> {
        send(
            """
            SELECT tenant_id, audience FROM sso_connections
            WHERE issuer = \(issuer) AND audience = ANY(\(audiences)) ORDER BY tenant_id LIMIT \(limit)
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

    /// Somebody by their id, as far as the transaction's own person.
    package func knownPerson(_ id: ID<User>) -> Reply<KnownPerson?> {
        send(
            """
            SELECT u.id, u.email, u.name, u.disabled_at IS NOT NULL AS is_disabled, c.user_id IS NOT NULL AS has_password
            FROM users u LEFT JOIN credentials c ON c.user_id = u.id WHERE u.id = \(id)
            """
        ) { rows in try rows.first.map(KnownPerson.init(row:)) }
    }
}
