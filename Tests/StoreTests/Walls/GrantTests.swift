import Testing
import TestSupport

@Suite("What the database's roles may do")
struct GrantTests {
    /// Role, table, privileges; in parentheses the columns when it is not all of them.
    static let golden = """
        PUBLIC schema_migrations SELECT
        latchkey_app audit_checkpoints INSERT, SELECT
        latchkey_app audit_events INSERT, SELECT
        latchkey_app change_head (n) UPDATE
        latchkey_app change_head SELECT
        latchkey_app change_log INSERT
        latchkey_app deliveries DELETE, INSERT, SELECT, UPDATE
        latchkey_app delivery_attempts DELETE, INSERT, SELECT
        latchkey_app directory_credentials DELETE, INSERT, SELECT
        latchkey_app groups DELETE, INSERT, SELECT, UPDATE
        latchkey_app idempotency DELETE, INSERT, SELECT, UPDATE
        latchkey_app invitations DELETE, INSERT, SELECT, UPDATE
        latchkey_app key_secrets (leaks, valid_until) UPDATE
        latchkey_app key_secrets INSERT, SELECT
        latchkey_app keys INSERT, SELECT, UPDATE
        latchkey_app limit_requests INSERT, SELECT, UPDATE
        latchkey_app memberships DELETE, INSERT, SELECT, UPDATE
        latchkey_app outbox DELETE, INSERT, SELECT
        latchkey_app policies INSERT, SELECT, UPDATE
        latchkey_app policy_presets INSERT, SELECT, UPDATE
        latchkey_app role_mappings DELETE, INSERT, SELECT
        latchkey_app scim_group_members DELETE, INSERT, SELECT
        latchkey_app scim_groups DELETE, INSERT, SELECT, UPDATE
        latchkey_app scim_users DELETE, INSERT, SELECT, UPDATE
        latchkey_app sso_connections DELETE, INSERT, SELECT, UPDATE
        latchkey_app sso_identities DELETE, INSERT, SELECT
        latchkey_app tenant_state INSERT, SELECT, UPDATE
        latchkey_app tenants (name) UPDATE
        latchkey_app tenants INSERT, SELECT
        latchkey_app usage_days SELECT
        latchkey_app usage_details SELECT
        latchkey_app usage_hours SELECT
        latchkey_app usage_merged SELECT
        latchkey_app usage_totals SELECT
        latchkey_app webhook_endpoints DELETE, INSERT, SELECT, UPDATE
        latchkey_app users (disabled_at, email, id, name) SELECT
        latchkey_finder deliveries (created_at, due_at, endpoint_id, event_id, period, tenant_id) SELECT
        latchkey_finder idempotency (created_at, tenant_id) SELECT
        latchkey_finder key_secrets (key_id, pepper_id, tenant_id, valid_until) SELECT
        latchkey_finder keys (expired_at, expires_at, expiring_told_at, id, revoked_at, tenant_id) SELECT
        latchkey_finder outbox (at, id, tenant_id) SELECT
        latchkey_finder second_factors (pepper_id) SELECT
        latchkey_finder sso_connections (pepper_id) SELECT
        latchkey_finder tenant_state (audit_seq, signed_by, signed_seq, tenant_id) SELECT
        latchkey_finder usage_details (hour, kind, tenant_id) SELECT
        latchkey_finder usage_hours (hour, process, tenant_id) SELECT
        latchkey_finder webhook_endpoints (deleted_at, disabled_at, failures, id, pepper_id, period, previous_pepper_id, previous_until, tenant_id) SELECT
        latchkey_people credentials INSERT, SELECT, UPDATE
        latchkey_people memberships SELECT
        latchkey_people password_links DELETE, INSERT, SELECT, UPDATE
        latchkey_people recovery_codes DELETE, INSERT, SELECT
        latchkey_people second_factors DELETE, INSERT, SELECT, UPDATE
        latchkey_people sessions (has_second_factor) UPDATE
        latchkey_people sessions DELETE, INSERT, SELECT
        latchkey_people sso_connections (audience, issuer, tenant_id) SELECT
        latchkey_people sso_used_states DELETE, INSERT, SELECT
        latchkey_people users INSERT, SELECT, UPDATE
        latchkey_staff audit_events SELECT
        latchkey_staff limit_requests SELECT
        latchkey_staff second_factors (confirmed_at, user_id) SELECT
        latchkey_staff tenant_state SELECT
        latchkey_staff tenants SELECT
        latchkey_staff users (disabled_at, email, id, name, platform_role) SELECT
        latchkey_verifier change_head SELECT
        latchkey_verifier change_log DELETE, SELECT
        latchkey_verifier groups (id, scopes, tenant_id) SELECT
        latchkey_verifier key_secrets (key_id, kid, mac, pepper_id, tenant_id, valid_until) SELECT
        latchkey_verifier key_secrets (mac, pepper_id) UPDATE
        latchkey_verifier keys (disabled_at, environment, expires_at, group_id, id, ip_allowlist, name, rate_limit, \
        revoked_at, scopes, tenant_id) SELECT
        latchkey_verifier leases (acknowledged, generation) UPDATE
        latchkey_verifier leases DELETE, INSERT, SELECT
        latchkey_verifier tenant_state (audit_seq, last_now, suspended_at, tenant_id) SELECT
        latchkey_verifier tenants (id, parent_id, route) SELECT
        latchkey_verifier usage_days INSERT, SELECT, UPDATE
        latchkey_verifier usage_details DELETE, INSERT, SELECT, UPDATE
        latchkey_verifier usage_hours DELETE, INSERT, SELECT, UPDATE
        latchkey_verifier usage_merged DELETE, INSERT, SELECT, UPDATE
        latchkey_verifier usage_totals INSERT, SELECT, UPDATE
        """

    @Test("on tables and columns is exactly what is written here")
    func tablesAndColumns() async throws {
        try await withDatabase { database in
            let tables = try await database.strings(
                """
                SELECT CASE WHEN acl.grantee = 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END || ' ' || relname
                    || ' ' || string_agg(acl.privilege_type, ', ' ORDER BY acl.privilege_type)
                FROM pg_class, aclexplode(relacl) acl
                WHERE relnamespace = 'public'::regnamespace AND acl.grantee <> relowner
                GROUP BY acl.grantee, relname
                """
            )
            let columns = try await database.strings(
                """
                SELECT role || ' ' || relname || ' (' || string_agg(attname, ', ' ORDER BY attname) || ') ' || privilege
                FROM (
                    SELECT acl.grantee::regrole::text AS role, relname, attname::text, acl.privilege_type AS privilege
                    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, aclexplode(attacl) acl
                    WHERE relnamespace = 'public'::regnamespace
                ) AS granted
                GROUP BY role, relname, privilege
                """
            )
            #expect((tables + columns).sorted() == Self.golden.split(separator: "\n").map(String.init).sorted())
        }
    }

    @Test("ends there: no role can create anything, owns anything or can become another")
    func nothingElse() async throws {
        try await withDatabase { database in
            let creators = try await database.strings(
                """
                SELECT rolname FROM pg_roles WHERE rolname LIKE 'latchkey\\_%' AND (
                    has_schema_privilege(rolname, 'public', 'CREATE')
                    OR has_database_privilege(rolname, current_database(), 'CREATE'))
                """
            )
            #expect(creators == [])
            let memberOf = try await database.strings(
                "SELECT member::regrole FROM pg_auth_members WHERE member::regrole::text LIKE 'latchkey\\_%'"
            )
            #expect(memberOf == [])
            let owned = try await database.strings(
                "SELECT relname FROM pg_class WHERE relowner::regrole::text LIKE 'latchkey\\_%'"
            )
            #expect(owned == [])
        }
    }

    @Test("includes no function that runs with its owner's rights, and no view")
    func noWayAround() async throws {
        try await withDatabase { database in
            let functions = try await database.strings(
                "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            )
            #expect(functions == [])
            let views = try await database.strings(
                "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
            )
            #expect(views == [])
        }
    }
}
