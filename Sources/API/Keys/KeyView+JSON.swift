internal import Domain
internal import Operations

extension KeyView {
    /// The version of what can be edited. Status and counts are outside it.
    var eTag: String { "\"\(key.version)\"" }

    var json: JSON {
        [
            "id": .string(key.id.description), "tenant_id": .string(key.tenant.description),
            "name": .string(key.name), "description": .string(key.description),
            "environment": .string(key.environment.rawValue), "prefix": .string(key.shown),
            "scopes": .strings(key.scopes), "authorization_group": key.group?.json ?? nil,
            "status": .string(status.rawValue), "expiration": .string(expiration.rawValue),
            "expires_at": JSON(key.expiresAt), "ip_allowlist": .strings(key.ipAllowlist.map(\.description)),
            "rate_limit": key.rateLimit?.json ?? nil,
            "created_at": .string(key.created.at.description), "created_by": key.created.user?.json ?? nil,
            "updated_at": .string(key.updated.at.description), "updated_by": key.updated.user?.json ?? nil,
            "disabled_at": JSON(key.disabledAt), "revoked_at": JSON(key.revocation?.at),
            "revocation_reason": key.revocation?.reason.map(JSON.string) ?? nil,
            "duplicated_from": key.duplicatedFrom.map { .string($0.description) } ?? nil,
        ]
    }
}

extension APIKey.GroupReference {
    fileprivate var json: JSON { ["id": .string(id.description), "name": .string(name)] }
}

extension APIKey.Person {
    fileprivate var json: JSON { ["id": .string(id.description), "name": .string(name)] }
}

extension JSON {
    /// RFC 3339, or null.
    init(_ instant: Instant?) {
        self = instant.map { .string($0.description) } ?? .null
    }
}

extension Receipt {
    var json: JSON {
        [
            "verifiers": .integer(Int64(verifiers)), "acknowledged": .integer(Int64(acknowledged)),
            "lapsed": .integer(Int64(lapsed)), "took_ms": .integer(Int64(took / .milliseconds(1))),
        ]
    }
}
