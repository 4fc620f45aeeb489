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

/// What a check has to know of a key's tenant, or of the partner above it.
package struct TenantStanding: Hashable, Sendable {
    package let isSuspended: Bool
    /// Time does not go back behind this for the tenant.
    package let lastNow: Instant
    /// The tenant's audit sequence number: which of its changes are in what was read along with this.
    package let version: Int64
}

/// What a check has to know of a key, found by the kid of one of its secrets.
package struct VerifiableKey: Sendable {
    package let id: ID<APIKey>
    package let tenant: ID<Tenant>
    package let kid: Kid
    package let name: String
    package let environment: Environment
    /// Its group's, when it has a group.
    package let scopes: [String]
    package let group: ID<AuthorizationGroup>?
    package let ipAllowlist: [IPNetwork]
    package let rateLimit: RateLimit?
    package let expiresAt: Instant?
    package let disabledAt: Instant?
    package let revokedAt: Instant?
    /// Of the secret that has the kid.
    package let digest: KeyDigest
    /// When that secret, having been rotated out, stops being the key's; nil for the current one.
    package let secretValidUntil: Instant?
}

extension StoreTransaction where Kind == OnVerification {
    /// Of those routes that lead somewhere.
    package func places(of routes: [TenantRoute]) -> Reply<[TenantRoute: TenantPlace]> {
        guard !routes.isEmpty else { return .known([:]) }
        return send(
            "SELECT route, id, parent_id FROM tenants WHERE route = ANY(\(routes.map(\.description)))"
        ) { rows in
            var places: [TenantRoute: TenantPlace] = [:]
            for row in rows {
                guard let route = TenantRoute(try row.decode("route")) else { continue }
                places[route] = TenantPlace(id: try row.decode("id"), parent: try row.decode("parent_id"))
            }
            return places
        }
    }

    /// Those keys of this tenant that have, or had, one of the kids. What follows in the transaction is on this tenant too.
    ///
    /// On a tenant that does not exist it does the same work, and finds nothing.
    package func keys(of kids: [Kid], in tenant: ID<Tenant>) throws -> Reply<[VerifiableKey]> {
        try setTenant(tenant)
        return send(
            """
            SELECT k.id, k.tenant_id, s.kid, k.name, k.environment, coalesce(g.scopes, k.scopes) AS scopes, k.group_id,
                k.ip_allowlist, k.rate_limit, k.expires_at, k.disabled_at, k.revoked_at, s.pepper_id, s.mac,
                s.valid_until
            FROM key_secrets s
            JOIN keys k ON k.tenant_id = s.tenant_id AND k.id = s.key_id
            LEFT JOIN groups g ON g.tenant_id = k.tenant_id AND g.id = k.group_id
            WHERE s.tenant_id = \(tenant) AND s.kid = ANY(\(kids.map(\.description)))
            """
        ) { rows in try rows.map(VerifiableKey.init(row:)) }
    }

    /// Of a tenant; nil of none. What follows in the transaction is on it too.
    package func standing(of tenant: ID<Tenant>) throws -> Reply<TenantStanding?> {
        try setTenant(tenant)
        return send(
            """
            SELECT suspended_at IS NOT NULL AS is_suspended, last_now, audit_seq
            FROM tenant_state WHERE tenant_id = \(tenant)
            """
        ) { rows in
            try rows.first.map { row in
                TenantStanding(
                    isSuspended: try row.decode("is_suspended"),
                    lastNow: try row.decode("last_now"),
                    version: try row.decode("audit_seq")
                )
            }
        }
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
            kid: try row.decodeKid(),
            name: try row.decode("name"),
            environment: try row.decode("environment"),
            scopes: try row.decode("scopes"),
            group: try row.decode("group_id"),
            ipAllowlist: try row.decode("ip_allowlist"),
            rateLimit: try row.decode("rate_limit", as: JSON?.self).map(RateLimit.init(stored:)),
            expiresAt: try row.decode("expires_at"),
            disabledAt: try row.decode("disabled_at"),
            revokedAt: try row.decode("revoked_at"),
            digest: KeyDigest(
                pepperID: Int(try row.decode("pepper_id", as: Int32.self)),
                mac: try row.decode("mac", as: Bytes.self).bytes
            ),
            secretValidUntil: try row.decode("valid_until")
        )
    }
}

extension Row {
    fileprivate func decodeKid() throws -> Kid {
        guard let kid = Kid(try decode("kid", as: String.self)) else { throw DecodingFailure("is no kid") }
        return kid
    }
}
