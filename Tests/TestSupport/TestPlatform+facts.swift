package import Domain
import Postgres
import Store
import Testing

// What the API cannot bring about, written where the application would find it.

extension TestPlatform {
    package func suspend(_ tenant: String, by author: Suspension.Author = .staff) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        try await database.run(
            """
            UPDATE tenant_state SET suspended_at = clock_timestamp(), suspended_by = \(author.rawValue)
            WHERE tenant_id = \(id)
            """
        )
    }

    /// Ends a suspension.
    package func lift(_ tenant: String) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        try await database.run(
            "UPDATE tenant_state SET suspended_at = NULL, suspended_by = NULL WHERE tenant_id = \(id)"
        )
    }

    package func disable(key: String) async throws {
        let id: ID<APIKey> = try #require(ID(key))
        try await database.run("UPDATE keys SET disabled_at = clock_timestamp() WHERE id = \(id)")
        try await database.run(
            """
            UPDATE tenant_state SET disabled_keys = disabled_keys + 1
            WHERE tenant_id = (SELECT tenant_id FROM keys WHERE id = \(id))
            """
        )
    }

    /// Stamps an open key that is past its expiry, as the sweep does.
    package func stampExpired(key: String) async throws {
        let id: ID<APIKey> = try #require(ID(key))
        try await database.run("UPDATE keys SET expired_at = expires_at WHERE id = \(id)")
        try await database.run(
            """
            UPDATE tenant_state t
            SET open_keys = open_keys - 1,
                disabled_keys = disabled_keys - CASE WHEN k.disabled_at IS NULL THEN 0 ELSE 1 END
            FROM keys k WHERE k.tenant_id = t.tenant_id AND k.id = \(id)
            """
        )
    }

    package func disable(_ person: Person) async throws {
        try await database.run("UPDATE users SET disabled_at = clock_timestamp() WHERE email = \(person.email)")
    }

    /// Gives all memberships of somebody an end.
    package func end(_ person: Person, at instant: Instant) async throws {
        try await database.run(
            """
            UPDATE memberships SET expires_at = \(instant)
            WHERE user_id = (SELECT id FROM users WHERE email = \(person.email))
            """
        )
    }

    /// Gives somebody's membership in one tenant an end.
    package func end(_ person: Person, in tenant: String, at instant: Instant) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        try await database.run(
            """
            UPDATE memberships SET expires_at = \(instant)
            WHERE tenant_id = \(id) AND user_id = (SELECT id FROM users WHERE email = \(person.email))
            """
        )
    }

    /// Gives somebody a role on the platform itself.
    package func promote(_ person: Person, to role: Role) async throws {
        try await database.run(
            "UPDATE users SET platform_role = \(role.rawValue) WHERE email = \(person.email)"
        )
    }

    /// A session as it begins when a tenant's identity provider vouches for somebody.
    package func signIn(_ person: Person, by tenant: String) async throws -> String {
        let id: ID<Tenant> = try #require(ID(tenant))
        let token = try await signIn(person)
        try await database.run(
            """
            UPDATE sessions SET tenant_id = \(id)
            WHERE id = (
                SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = \(person.email)
                ORDER BY s.created_at DESC LIMIT 1
            )
            """
        )
        return token
    }

    /// A session of somebody's beside the one that they are in.
    package func otherSession(of person: Person) async throws -> String {
        _ = try await signIn(person)
        let rows = try await database.owner.query(
            """
            SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = \(person.email)
            ORDER BY s.created_at DESC LIMIT 1
            """
        )
        return try #require(try rows.first?.decode("id", as: ID<Session>.self)).description
    }

    /// Lets somebody grant no more than what a group holds.
    package func limit(_ person: Person, to group: String) async throws {
        let id: ID<AuthorizationGroup> = try #require(ID(group))
        try await database.run(
            """
            UPDATE memberships SET authorization_group_id = \(id)
            WHERE user_id = (SELECT id FROM users WHERE email = \(person.email))
            """
        )
    }

    /// Gives somebody a role in one more tenant.
    package func join(_ person: Person, to tenant: String, as role: Role) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        let membership = ID<Membership>.make(at: Instant(microseconds: 0), using: .system)
        try await database.run(
            """
            INSERT INTO memberships (tenant_id, id, user_id, role, created_at)
            SELECT \(id), \(membership), id, \(role.rawValue), clock_timestamp() FROM users WHERE email = \(person.email)
            """
        )
    }

    /// Changes columns of a tenant's policy, written as SQL assigns them.
    package func amendPolicy(of tenant: String, _ assignments: String) async throws {
        let id: ID<Tenant> = try #require(ID(tenant))
        try await database.run("UPDATE policies SET \(unsafeSQL: assignments) WHERE tenant_id = \(id)")
    }

    /// A tenant's audit trail, in its order.
    package func auditTrail(of tenant: String) async throws -> [AuditChain.Link] {
        let id: ID<Tenant> = try #require(ID(tenant))
        let rows = try await database.owner.query(
            "SELECT seq, row, hash FROM audit_events WHERE tenant_id = \(id) ORDER BY seq"
        )
        return try rows.map { row in
            AuditChain.Link(
                sequence: try row.decode("seq"),
                row: try row.decode("row"),
                hash: try row.decode("hash", as: Bytes.self).bytes
            )
        }
    }
}
