package import Domain

extension KeyView: Replayable {
    /// The version of what can be edited. Status and counts are outside it.
    package var eTag: String? { "\"\(key.version)\"" }

    package var body: JSON {
        [
            "id": .string(key.id.description), "tenant_id": .string(key.tenant.description),
            "name": .string(key.name), "description": .string(key.description),
            "environment": .string(key.environment.rawValue), "prefix": .string(key.shown),
            "scopes": .strings(key.scopes), "authorization_group": key.group?.json ?? nil,
            "status": .string(status.rawValue), "expiration": .string(expiration.rawValue),
            "expires_at": JSON(key.expiresAt), "last_used_at": JSON(usage.lastUsedAt),
            "request_count": .integer(Int64(usage.requests)),
            "request_count_this_period": .integer(Int64(usage.requestsThisPeriod)),
            "last_24h": usage.last24Hours.json, "ip_allowlist": .strings(key.ipAllowlist.map(\.description)),
            "rate_limit": key.rateLimit?.json ?? nil,
            "created_at": .string(key.created.at.description), "created_by": key.created.user?.json ?? nil,
            "updated_at": .string(key.updated.at.description), "updated_by": key.updated.user?.json ?? nil,
            "disabled_at": JSON(key.disabledAt), "revoked_at": JSON(key.revocation?.at),
            "revocation_reason": key.revocation?.reason.map(JSON.string) ?? nil,
            "duplicated_from": key.duplicatedFrom.map { .string($0.description) } ?? nil,
            "previous_secret": key.previousSecretJSON(at: now),
        ]
    }
}

extension APIKey {
    /// The secret that a rotation has replaced, while it still works.
    func previousSecretJSON(at now: Instant) -> JSON {
        guard let previous = previousSecret(at: now) else { return .null }
        return [
            "prefix": .string(shown(kid: previous.kid)), "valid_until": .string(previous.validUntil.description),
        ]
    }
}

extension APIKey.GroupReference {
    fileprivate var json: JSON { ["id": .string(id.description), "name": .string(name)] }
}

extension APIKey.Person {
    fileprivate var json: JSON { ["id": .string(id.description), "name": .string(name)] }
}

/// A key with the secret that was just made for it: the one time that it is told.
package struct KeyAndSecret: Replayable {
    package let view: KeyView
    package let secret: KeyString

    package var eTag: String? { view.eTag }
    package var body: JSON { ["key": view.body, "secret": .string(secret.whole.expose())] }
}

/// A key in a new state.
package struct KeyChange: Replayable {
    package let view: KeyView

    package var eTag: String? { view.eTag }
    package var body: JSON { ["key": view.body] }
}
