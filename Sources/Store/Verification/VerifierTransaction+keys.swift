package import Domain
internal import Postgres

/// Where a route leads. Neither the tenant nor its parent ever changes.
package struct TenantPlace: Hashable, Sendable {
    package let id: ID<Tenant>
    /// The partner whose suspension counts for this tenant too.
    package let parent: ID<Tenant>?

    /// No tenant is here: the nil UUID is nobody's.
    package static let nowhere = TenantPlace(id: ID(bits: 0), parent: nil)

    package init(id: ID<Tenant>, parent: ID<Tenant>?) {
        self.id = id
        self.parent = parent
    }
}

/// All that a check has to know of a key, found by the kid of one of its secrets.
package struct VerifiableKey: Sendable {
    package let id: ID<APIKey>
    package let tenant: ID<Tenant>
    package let name: String
    package let environment: Environment
    /// Its group's, when it has a group.
    package let scopes: [String]
    package let ipAllowlist: [IPNetwork]
    package let rateLimit: RateLimit?
    package let expiresAt: Instant?
    package let disabledAt: Instant?
    package let revokedAt: Instant?
    /// Of the secret that has the kid.
    package let digest: KeyDigest
    /// When that secret, having been rotated out, stops being the key's; nil for the current one.
    package let secretValidUntil: Instant?
    package let isTenantSuspended: Bool
    /// Time does not go back behind this for the tenant.
    package let lastNow: Instant
}

extension StoreTransaction where Kind == OnVerification {
    package func place(of route: TenantRoute) -> Reply<TenantPlace?> {
        send("SELECT id, parent_id FROM tenants WHERE route = \(route.description)") { rows in
            try rows.first.map { row in
                TenantPlace(id: try row.decode("id"), parent: try row.decode("parent_id"))
            }
        }
    }

    /// The key of this tenant that has, or had, the kid. What follows in the transaction is on this tenant too.
    ///
    /// On a tenant that does not exist it does the same work, and finds nothing.
    package func key(of kid: String, in tenant: ID<Tenant>) throws -> Reply<VerifiableKey?> {
        try setTenant(tenant)
        return send(
            """
            SELECT k.id, k.tenant_id, k.name, k.environment, coalesce(g.scopes, k.scopes) AS scopes, k.ip_allowlist,
                k.rate_limit, k.expires_at, k.disabled_at, k.revoked_at, s.pepper_id, s.mac, s.valid_until,
                t.suspended_at IS NOT NULL AS is_suspended, t.last_now
            FROM key_secrets s
            JOIN keys k ON k.tenant_id = s.tenant_id AND k.id = s.key_id
            JOIN tenant_state t ON t.tenant_id = s.tenant_id
            LEFT JOIN groups g ON g.tenant_id = k.tenant_id AND g.id = k.group_id
            WHERE s.tenant_id = \(tenant) AND s.kid = \(kid)
            """
        ) { rows in try rows.first.map(VerifiableKey.init(row:)) }
    }

    /// Whether this tenant is suspended. What follows in the transaction is on it too.
    package func isSuspended(_ tenant: ID<Tenant>) throws -> Reply<Bool> {
        try setTenant(tenant)
        return send(
            """
            SELECT suspended_at IS NOT NULL AS is_suspended FROM tenant_state WHERE tenant_id = \(tenant)
            """
        ) { rows in try rows.first?.decode("is_suspended") ?? false }
    }

    private func setTenant(_ tenant: ID<Tenant>) throws {
        try base.set("app.tenant_id", to: tenant.uuidText)
    }
}

extension VerifiableKey {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"),
            tenant: try row.decode("tenant_id"),
            name: try row.decode("name"),
            environment: try row.decode("environment"),
            scopes: try row.decode("scopes"),
            ipAllowlist: try row.decode("ip_allowlist"),
            rateLimit: try row.decode("rate_limit", as: JSON?.self).map(RateLimit.init(stored:)),
            expiresAt: try row.decode("expires_at"),
            disabledAt: try row.decode("disabled_at"),
            revokedAt: try row.decode("revoked_at"),
            digest: KeyDigest(
                pepperID: Int(try row.decode("pepper_id", as: Int32.self)),
                mac: try row.decode("mac", as: Bytes.self).bytes
            ),
            secretValidUntil: try row.decode("valid_until"),
            isTenantSuspended: try row.decode("is_suspended"),
            lastNow: try row.decode("last_now")
        )
    }
}
