/// The statements of `CreateKey`, as a transaction of `pgbench`.
///
/// What the operation computes (chain, digest, audit row) is constant here: that work is not held against it. No literal
/// has a colon, which pgbench would take for a variable.
struct CreateKeyScript {
    /// UUIDs: one for each client, or one for all.
    let tenants: [String]
    var trail = Trail.audit

    /// What the transaction leaves besides the key itself.
    enum Trail {
        case none, audit
        /// And an event, for whoever listens.
        case outbox
    }

    /// SET takes no parameters, so the tenant is a literal, and each client has a branch of its own.
    var text: String {
        let branches = tenants.enumerated().map { client, tenant in
            (client == 0 ? "\\if :client_id = 0\n" : "\\elif :client_id = \(client)\n") + transaction(tenant)
        }
        return variables + (tenants.count == 1 ? transaction(tenants[0]) : branches.joined() + "\\endif\n")
    }

    private let variables = """
        \\set key random(1, 281474976710655)
        \\set event random(1, 281474976710655)

        """

    private func transaction(_ tenant: String) -> String {
        """
        BEGIN ISOLATION LEVEL READ COMMITTED;
        SET LOCAL ROLE "latchkey_app";
        SET LOCAL app.tenant_id = '\(tenant)';
        SELECT preset, key_limit, total_keys, open_keys, disabled_keys, revoked_keys, billing_day, suspended_at,
            audit_seq, audit_head, last_now, created_at, version
            FROM tenant_state WHERE tenant_id = '\(tenant)' FOR NO KEY UPDATE \\gset
        SELECT clock_timestamp() AS now \\gset
        SELECT p.permission_model, p.permission_editing, p.full_access, p.scopes, p.environments, p.secret_prefix,
            p.expiry_mode, p.expiry_presets, p.expiry_default, p.expiry_max, p.date_ends, p.disable_before_revoke,
            p.rotation_grace_max, p.rotation_sets_expiry, s.key_limit, p.key_roles, p.rate_limit
            FROM policies p JOIN tenant_state s ON s.tenant_id = p.tenant_id WHERE p.tenant_id = '\(tenant)';
        INSERT INTO keys (tenant_id, id, name, name_folded, description, environment, prefix, kid, scopes, group_id,
            ip_allowlist, rate_limit, expires_at, duplicated_from, created_at, created_by, updated_at, updated_by)
            VALUES ('\(tenant)', \(uuid("key")), 'Orders', 'orders', '', 'LIVE', 'biz', lpad(to_hex(:key::bigint), 16, '0'),
            '{orders.read}', NULL, '{192.0.2.0/24}', NULL, NULL, NULL, :now, '\(person)', :now, '\(person)');
        INSERT INTO key_secrets (tenant_id, kid, key_id, pepper_id, mac, created_at)
            VALUES ('\(tenant)', lpad(to_hex(:key::bigint), 16, '0'), \(uuid("key")), 1, '\\x\(hash)', :now);
        \(left(in: tenant))
        UPDATE tenant_state SET key_limit = :key_limit, version = :version, total_keys = :total_keys + 1,
            open_keys = :open_keys + 1, disabled_keys = :disabled_keys, revoked_keys = :revoked_keys, audit_seq = :audit_seq + 1, audit_head = '\\x\(hash)',
            last_now = :now WHERE tenant_id = '\(tenant)';
        COMMIT;

        """
    }

    private func left(in tenant: String) -> String {
        switch trail {
        case .none: ""
        case .audit: audit(tenant)
        case .outbox: audit(tenant) + outbox(tenant)
        }
    }

    private func audit(_ tenant: String) -> String {
        """
        INSERT INTO audit_events (tenant_id, seq, id, at, action, actor_id, object, row, hash)
            VALUES ('\(tenant)', :audit_seq + 1, \(uuid("event")), :now, 'key.create', '\(person)',
            'key_01h455vb4pex5vsknk084sn02q', '\(auditRow)', '\\x\(hash)');

        """
    }

    /// As `TenantTransaction.tell` sends it.
    private func outbox(_ tenant: String) -> String {
        let listens = "tenant_id = '\(tenant)' AND disabled_at IS NULL AND 'api_key.created' = ANY(events)"
        return """
            INSERT INTO outbox (tenant_id, id, type, at, body)
                SELECT '\(tenant)'::uuid, \(uuid("event")), 'api_key.created', :now, '\(auditRow)'
                WHERE EXISTS (SELECT FROM webhook_endpoints WHERE \(listens));
            INSERT INTO deliveries (tenant_id, id, endpoint_id, event_id, created_at, due_at)
                SELECT tenant_id, gen_random_uuid(), id, \(uuid("event")), :now, :now FROM webhook_endpoints WHERE \(listens);

            """
    }

    private func uuid(_ variable: String) -> String {
        "('00000000-0000-7000-8000-' || lpad(to_hex(:\(variable)::bigint), 12, '0'))::uuid"
    }

    private let person = "00000000-0000-7000-8000-000000000003"
    private let hash = String(repeating: "0a", count: 32)

    /// As long as the operation's.
    private let auditRow = String(repeating: "x", count: 720)
}
