package import Domain
internal import Postgres

/// A key's row. The people it mentions are read apart: no query joins a tenant's rows with the platform's people.
package struct StoredKey: Sendable {
    private let row: Row
    package let id: ID<APIKey>
    package let createdAt: Instant
    /// Counted among the tenant's open keys: neither revoked nor stamped as expired.
    package let isOpen: Bool
    /// Whoever made it, and whoever changed it last.
    package let people: Set<ID<User>>

    init(row: Row) throws {
        self.row = row
        id = try row.decode("id")
        createdAt = try row.decode("created_at")
        isOpen =
            try row.decode("revoked_at", as: Instant?.self) == nil
            && row.decode("expired_at", as: Instant?.self) == nil
        people = try row.decodePeople()
    }

    package func named(_ people: [ID<User>: User]) throws -> APIKey {
        APIKey(
            id: id,
            tenant: try row.decode("tenant_id"),
            name: try row.decode("name"),
            description: try row.decode("description"),
            environment: try row.decode("environment"),
            secretPrefix: try row.decode("prefix"),
            kid: try row.decode("kid"),
            scopes: try row.decode("scopes"),
            group: try group(),
            ipAllowlist: try row.decode("ip_allowlist"),
            rateLimit: try row.decode("rate_limit", as: JSON?.self).map(RateLimit.init(stored:)),
            expiresAt: try row.decode("expires_at"),
            disabledAt: try row.decode("disabled_at"),
            revocation: try revocation(),
            created: try attribution("created", people),
            updated: try attribution("updated", people),
            duplicatedFrom: try row.decode("duplicated_from"),
            previousSecret: try previousSecret(),
            version: try row.decode("version")
        )
    }

    private func group() throws -> APIKey.GroupReference? {
        guard let id: ID<AuthorizationGroup> = try row.decode("group_id", as: ID<AuthorizationGroup>?.self) else {
            return nil
        }
        return APIKey.GroupReference(id: id, name: try row.decode("group_name"))
    }

    private func revocation() throws -> APIKey.Revocation? {
        guard let at = try row.decode("revoked_at", as: Instant?.self) else { return nil }
        return APIKey.Revocation(
            at: at,
            reason: try row.decode("revocation_reason"),
            compromised: try row.decode("compromised")
        )
    }

    private func previousSecret() throws -> APIKey.PreviousSecret? {
        guard let kid = try row.decode("previous_kid", as: String?.self) else { return nil }
        return APIKey.PreviousSecret(kid: kid, validUntil: try row.decode("previous_valid_until"))
    }

    private func attribution(_ what: String, _ people: [ID<User>: User]) throws -> APIKey.Attribution {
        let user = try row.decode("\(what)_by", as: ID<User>?.self)
        return APIKey.Attribution(
            at: try row.decode("\(what)_at"),
            user: user.flatMap { people[$0] }.map { APIKey.Person(id: $0.id, name: $0.name) }
        )
    }
}

extension Row {
    /// Who made a key, and who changed it last; nobody in particular may have.
    func decodePeople() throws -> Set<ID<User>> {
        let people = [try decode("created_by", as: ID<User>?.self), try decode("updated_by", as: ID<User>?.self)]
        return Set(people.compactMap(\.self))
    }
}
