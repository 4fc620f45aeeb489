import Domain
import Postgres
package import Testing

extension TestPlatform {
    /// That a tenant's rows agree with each other: its counters with its keys, each key with its secrets, the head of the
    /// audit chain with the chain.
    package func expectConsistent(
        _ tenant: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let id: ID<Tenant> = try #require(ID(tenant), sourceLocation: location)
        let (told, counted) = (try await toldCounts(of: id), try await countedKeys(of: id))
        #expect(told == counted, "total, open, disabled, revoked", sourceLocation: location)
        let odd = try await keysAtOddsWithTheirSecrets(of: id)
        #expect(odd == [], "keys at odds with their secrets", sourceLocation: location)

        var chain = AuditChain.Verifier()
        chain.follow(try await auditTrail(of: tenant))
        #expect(chain.firstBad == nil, sourceLocation: location)
        let heads = try await database.owner.query(
            "SELECT audit_seq, encode(audit_head, 'hex') AS head FROM tenant_state WHERE tenant_id = \(id)"
        )
        let head = try #require(heads.first, sourceLocation: location)
        #expect(try head.decode("audit_seq", as: Int64.self) == chain.events, sourceLocation: location)
        #expect(try head.decode("head", as: String.self) == Hex.encode(chain.head), sourceLocation: location)
    }

    private func toldCounts(of tenant: ID<Tenant>) async throws -> [Int] {
        let rows = try await database.owner.query(
            """
            SELECT total_keys::bigint AS total, open_keys::bigint AS open, disabled_keys::bigint AS disabled,
                revoked_keys::bigint AS revoked
            FROM tenant_state WHERE tenant_id = \(tenant)
            """
        )
        return try Self.counts(try #require(rows.first))
    }

    private func countedKeys(of tenant: ID<Tenant>) async throws -> [Int] {
        let rows = try await database.owner.query(
            """
            SELECT count(*) AS total, count(*) FILTER (WHERE revoked_at IS NULL AND expired_at IS NULL) AS open,
                count(*) FILTER (WHERE revoked_at IS NULL AND expired_at IS NULL AND disabled_at IS NOT NULL)
                    AS disabled,
                count(revoked_at) AS revoked
            FROM keys WHERE tenant_id = \(tenant)
            """
        )
        return try Self.counts(try #require(rows.first))
    }

    private static func counts(_ row: Row) throws -> [Int] {
        try ["total", "open", "disabled", "revoked"].map { try row.decode($0) }
    }

    /// Keys without exactly one current secret, being the one that they name, or with another one in grace than the one that
    /// they name.
    private func keysAtOddsWithTheirSecrets(of tenant: ID<Tenant>) async throws -> [String] {
        let rows = try await database.owner.query(
            """
            SELECT k.id FROM keys k
            JOIN LATERAL (
                SELECT count(*) FILTER (WHERE s.valid_until IS NULL) AS current,
                    count(*) FILTER (WHERE s.valid_until IS NULL AND s.kid = k.kid) AS named_current,
                    count(*) FILTER (WHERE s.kid = k.previous_kid AND s.valid_until = k.previous_valid_until)
                        AS named_previous,
                    -- Those that outlived their replacement's replacement.
                    count(*) FILTER (
                        WHERE s.kid <> k.kid AND s.kid IS DISTINCT FROM k.previous_kid
                            AND s.valid_until > (SELECT max(created_at) FROM key_secrets n WHERE n.key_id = k.id)
                    ) AS forgotten
                FROM key_secrets s WHERE s.tenant_id = k.tenant_id AND s.key_id = k.id
            ) AS found ON true
            WHERE k.tenant_id = \(tenant) AND (
                current <> 1 OR named_current <> 1 OR forgotten <> 0
                OR (k.previous_kid IS NOT NULL AND named_previous <> 1)
                OR k.previous_valid_until > k.expires_at
            )
            """
        )
        return try rows.map { try $0.decode("id", as: ID<APIKey>.self).description }
    }
}
