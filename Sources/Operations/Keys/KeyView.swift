package import Domain

/// A key, how it was used, and the time at which its status is told.
package struct KeyView: Sendable {
    package let key: APIKey
    package let usage: KeyUsage
    package let now: Instant

    package var status: KeyStatus { key.status(at: now) }
    package var expiration: Expiration { key.expiration(at: now) }
}

extension APIKey {
    /// What the audit trail keeps of a key: never a secret.
    func audited(at now: Instant) -> JSON {
        [
            "name": .string(name), "description": .string(description),
            "environment": .string(environment.rawValue), "prefix": .string(shown),
            "scopes": .strings(scopes), "authorization_group_id": group.map { .string($0.id.description) } ?? nil,
            "ip_allowlist": .strings(ipAllowlist.map(\.description)), "rate_limit": rateLimit?.json ?? nil,
            "expires_at": expiresAt.map { .string($0.description) } ?? nil,
            "status": .string(status(at: now).rawValue), "revocation": revocation?.audited ?? nil,
            "previous_secret": previousSecretJSON(at: now),
            "duplicated_from": duplicatedFrom.map { .string($0.description) } ?? nil,
        ]
    }
}

extension APIKey.Revocation {
    fileprivate var audited: JSON {
        ["reason": reason.map(JSON.string) ?? nil, "compromised": .bool(compromised)]
    }
}
