package import Domain
internal import Postgres

extension StoreTransaction where Kind == OnTenant {
    /// Adds what was signed; what was signed before stays as it is.
    package func insert(_ checkpoint: AuditCheckpoint) {
        let claim = checkpoint.claim
        send(
            """
            INSERT INTO audit_checkpoints (tenant_id, seq, kind, head, at, signer, signature)
            VALUES (\(tenant), \(claim.sequence), \(claim.kind), \(Bytes(claim.head)), \(claim.at),
                \(checkpoint.signer), \(Bytes(checkpoint.signature)))
            ON CONFLICT DO NOTHING
            """
        )
    }

    /// Notes which row was signed last, and by which key; not if a later one was meanwhile.
    package func markSigned(_ sequence: Int64, by signer: String) {
        send(
            """
            UPDATE tenant_state SET signed_seq = \(sequence), signed_by = \(signer)
            WHERE tenant_id = \(tenant) AND signed_seq <= \(sequence)
            """
        )
    }
}

extension StoreTransaction where Kind == OnFinder {
    /// Tenants whose trail has rows that are not signed, or was signed last by one of these.
    package func tenantsToSign(
        signedBy older: [String],
        except others: Set<ID<Tenant>>,
        limit: Int
    ) -> Reply<Set<ID<Tenant>>> {
        send(
            """
            SELECT tenant_id FROM tenant_state
            WHERE (audit_seq > signed_seq OR signed_by = ANY(\(older))) AND tenant_id <> ALL(\(Array(others))) LIMIT \(limit)
            """
        ) { rows in Set(try rows.map { row in try row.decode("tenant_id") }) }
    }

    /// All tenants, by their ids; the platform itself is one of them.
    package func tenantsWithTrails(after last: ID<Tenant>?, limit: Int) -> Reply<[ID<Tenant>]> {
        send(
            """
            SELECT tenant_id FROM tenant_state WHERE tenant_id > \(last ?? .lowest) ORDER BY tenant_id LIMIT \(limit)
            """
        ) { rows in try rows.map { row in try row.decode("tenant_id") } }
    }
}
