package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    package func key(_ id: ID<APIKey>) -> Reply<StoredKey?> {
        send("\(fragment: selectKeys) WHERE k.tenant_id = \(tenant) AND k.id = \(id)") { rows in
            try rows.first.map(StoredKey.init(row:))
        }
    }

    /// These keys, in any order.
    package func keys(_ ids: [ID<APIKey>]) -> Reply<[StoredKey]> {
        send("\(fragment: selectKeys) WHERE k.tenant_id = \(tenant) AND k.id = ANY(\(ids))") { rows in
            try rows.map(StoredKey.init(row:))
        }
    }

    /// How many of the open keys are past their expiry, but not yet stamped as expired.
    package func countLapsedKeys(at now: Instant) -> Reply<Int> {
        send(
            """
            SELECT count(*) AS lapsed FROM keys
            WHERE tenant_id = \(tenant) AND revoked_at IS NULL AND expired_at IS NULL AND expires_at <= \(now)
            """
        ) { rows in try rows.one.decode("lapsed") }
    }

    /// The same, and how many of them are disabled.
    package func countLapsedKeysByDisabling(at now: Instant) -> Reply<(all: Int, disabled: Int)> {
        send(
            """
            SELECT count(*) AS lapsed, count(disabled_at) AS disabled FROM keys
            WHERE tenant_id = \(tenant) AND revoked_at IS NULL AND expired_at IS NULL AND expires_at <= \(now)
            """
        ) { rows in (try rows.one.decode("lapsed"), try rows.one.decode("disabled")) }
    }

    /// Stamps open keys that are past their expiry as expired, those first that expired first; answers which. Under the
    /// tenant's lock.
    package func stampExpiredKeys(at now: Instant, limit: Int) -> Reply<[ID<APIKey>]> {
        send(
            """
            WITH due AS (
                SELECT id FROM keys
                WHERE tenant_id = \(tenant) AND revoked_at IS NULL AND expired_at IS NULL AND expires_at <= \(now)
                ORDER BY expires_at LIMIT \(limit)
            )
            UPDATE keys k SET expired_at = k.expires_at FROM due WHERE k.tenant_id = \(tenant) AND k.id = due.id
            RETURNING k.id
            """
        ) { rows in try rows.map { try $0.decode("id") } }
    }

    /// Notes that it was told of keys that they are about to expire; answers of which. Under the tenant's lock, so that it is
    /// told once. One that has expired by now is left to ``stampExpiredKeys(at:limit:)``.
    package func noteExpiringKeys(at now: Instant, until soon: Instant, limit: Int) -> Reply<[ID<APIKey>]> {
        send(
            """
            WITH due AS (
                SELECT id FROM keys
                WHERE tenant_id = \(tenant) AND revoked_at IS NULL AND expired_at IS NULL
                    AND expiring_told_at IS NULL AND expires_at > \(now) AND expires_at <= \(soon)
                ORDER BY expires_at LIMIT \(limit)
            )
            UPDATE keys k SET expiring_told_at = \(now) FROM due WHERE k.tenant_id = \(tenant) AND k.id = due.id
            RETURNING k.id
            """
        ) { rows in try rows.map { try $0.decode("id") } }
    }

    package func insert(_ key: NewKey) {
        let plan = key.plan
        let (scopes, group) = plan.permissions.columns
        send(
            """
            INSERT INTO keys (tenant_id, id, name, name_folded, description, environment, prefix, kid, scopes, group_id,
                ip_allowlist, rate_limit, expires_at, duplicated_from, created_at, created_by, updated_at, updated_by)
            VALUES (\(tenant), \(key.id), \(plan.name.text), \(plan.name.folded), \(plan.description.text),
                \(plan.environment), \(plan.secretPrefix), \(key.secret.kid), \(scopes), \(group), \(plan.ipAllowlist),
                \(plan.rateLimit?.json), \(plan.expiresAt), \(key.duplicatedFrom), \(key.createdAt), \(key.createdBy),
                \(key.createdAt), \(key.createdBy))
            """
        )
        insert(key.secret, of: key.id, at: key.createdAt)
    }

    /// Writes back what can change of a key. Of another expiry it was not told yet that it is near.
    ///
    /// - Parameter user: nil where it was nobody in particular.
    package func save(_ key: APIKey, by user: ID<User>?) {
        send(
            """
            UPDATE keys SET name = \(key.name), name_folded = \(DisplayName.folded(key.name)),
                description = \(key.description), kid = \(key.kid), previous_kid = \(key.previousSecret?.kid),
                previous_valid_until = \(key.previousSecret?.validUntil), scopes = \(key.ownScopes),
                group_id = \(key.group?.id), ip_allowlist = \(key.ipAllowlist),
                rate_limit = \(key.rateLimit?.json), expires_at = \(key.expiresAt),
                expiring_told_at = CASE WHEN expires_at IS NOT DISTINCT FROM \(key.expiresAt) THEN expiring_told_at END,
                disabled_at = \(key.disabledAt), revoked_at = \(key.revocation?.at),
                revocation_reason = \(key.revocation?.reason), compromised = \(key.revocation?.compromised ?? false),
                updated_at = \(key.updated.at), updated_by = \(user), version = \(key.version)
            WHERE tenant_id = \(tenant) AND id = \(key.id)
            """
        )
    }

    /// Puts another secret in the place of the current one, which ends at `end`. One that was replaced before and still
    /// works ends now.
    package func replaceSecret(of key: ID<APIKey>, by secret: NewSecret, endingOldAt end: Instant, at now: Instant) {
        send(
            """
            UPDATE key_secrets SET valid_until = CASE WHEN valid_until IS NULL THEN \(end) ELSE \(now) END
            WHERE tenant_id = \(tenant) AND key_id = \(key) AND (valid_until IS NULL OR valid_until > \(now))
            """
        )
        insert(secret, of: key, at: now)
    }

    private func insert(_ secret: NewSecret, of key: ID<APIKey>, at now: Instant) {
        send(
            """
            INSERT INTO key_secrets (tenant_id, kid, key_id, pepper_id, mac, created_at)
            VALUES (\(tenant), \(secret.kid), \(key), \(Int32(secret.digest.pepperID)), \(Bytes(secret.digest.mac)),
                \(now))
            """
        )
    }
}

private let selectKeys: Query = """
    SELECT k.tenant_id, k.id, k.name, k.description, k.environment, k.prefix, k.kid,
        coalesce(g.scopes, k.scopes) AS scopes, k.group_id, g.name AS group_name, k.ip_allowlist, k.rate_limit,
        k.expires_at, k.expired_at, k.disabled_at, k.revoked_at, k.revocation_reason, k.compromised,
        k.previous_kid, k.previous_valid_until, k.duplicated_from, k.created_at, k.created_by, k.updated_at, k.updated_by,
        k.version
    FROM keys k LEFT JOIN groups g ON g.tenant_id = k.tenant_id AND g.id = k.group_id
    """

extension APIKey {
    /// None where it has its group's.
    fileprivate var ownScopes: [String] { group == nil ? scopes : [] }
}

extension KeyPermissions {
    fileprivate var columns: (scopes: [String], group: ID<AuthorizationGroup>?) {
        switch self {
        case .scopes(let scopes): (scopes, nil)
        case .group(let group): ([], group)
        }
    }
}
