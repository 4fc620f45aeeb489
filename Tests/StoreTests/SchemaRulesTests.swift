import Foundation
import Schema
import Testing
import TestSupport

/// The seven rules that let the same schema be distributed by tenant (ARCHITECTURE.md, "Past one primary").
@Suite("The migrated schema")
struct SchemaRulesTests {
    static let reference: Set<String> = ["tenants", "policy_presets"]
    static let local: Set<String> = [
        "users", "credentials", "sessions", "memberships", "invitations", "password_links", "second_factors",
        "recovery_codes", "sso_connections", "sso_identities", "sso_used_states", "schema_migrations",
        "change_head", "change_log", "leases",
    ]
    static let distributed: Set<String> = [
        "tenant_state", "policies", "groups", "keys", "key_secrets", "audit_events",
        "limit_requests", "usage_hours", "usage_days", "usage_totals", "usage_merged", "idempotency", "role_mappings",
        "directory_credentials", "scim_users", "scim_groups", "scim_group_members", "audit_checkpoints",
        "webhook_endpoints", "outbox", "deliveries", "delivery_attempts", "usage_details",
    ]

    @Test("places every table, and no other")
    func placement() async throws {
        try await withDatabase { database in
            let tables = try await database.strings(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            )
            #expect(Set(tables) == Self.reference.union(Self.local).union(Self.distributed))
        }
    }

    @Test("rule 1: tenant_id comes first in every primary and unique key of a tenant's table")
    func tenantComesFirst() async throws {
        try await withDatabase { database in
            let firstColumns = try await database.strings(
                """
                SELECT c.relname || '.' || a.attname FROM pg_index i
                JOIN pg_class c ON c.oid = i.indrelid
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
                WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
                """
            )
            let tables = Self.distributed.union(["memberships"])
            let keys = firstColumns.map { $0.split(separator: ".") }.filter { tables.contains(String($0[0])) }
            #expect(Set(keys.map { String($0[0]) }) == tables)
            for key in keys { #expect(key[1] == "tenant_id", "\(key[0]) has a unique key that begins with \(key[1])") }
        }
    }

    @Test("rule 1: a foreign key inside a tenant begins with tenant_id on both sides")
    func foreignKeysAreComposite() async throws {
        try await withDatabase { database in
            let pairs = try await database.strings(
                """
                SELECT f.conrelid::regclass || '>' || f.confrelid::regclass || '>' || a.attname || '>' || b.attname
                FROM pg_constraint f
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
                JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1]
                WHERE f.contype = 'f'
                """
            ).map { $0.split(separator: ">").map(String.init) }
            let inside = pairs.filter { Self.distributed.contains($0[0]) && Self.distributed.contains($0[1]) }
            #expect(inside.count >= 6)
            for pair in inside { #expect(pair[2] == "tenant_id" && pair[3] == "tenant_id", "\(pair)") }
        }
    }

    @Test("rule 1: every column that names another row of the tenant has a foreign key that carries tenant_id")
    func namedRowsAreThere() async throws {
        try await withDatabase { database in
            let unbound = try await database.strings(
                """
                SELECT c.relname || '.' || a.attname
                FROM pg_class c
                JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND t.attnotnull
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.atttypid = 'uuid'::regtype
                    AND a.attname NOT IN ('tenant_id', 'id')
                WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
                    SELECT FROM pg_constraint f
                    WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.conkey[1] = t.attnum AND a.attnum = ANY(f.conkey)
                )
                """
            )
            let others = unbound.filter { !Self.people.contains(String($0.split(separator: ".")[1])) }
            #expect(Set(others) == Set(Self.unboundColumns.keys))
        }
    }

    /// People are the platform's, no tenant's.
    private static let people: Set<String> = ["actor_id", "created_by", "decided_by", "updated_by", "user_id"]

    private static let unboundColumns = [
        "invitations.authorization_group_id": "would cross from a local table to a distributed one",
        "memberships.authorization_group_id": "would cross from a local table to a distributed one",
        "usage_hours.key_id": "all zeros for the tenant as a whole",
        "usage_days.key_id": "all zeros for the tenant as a whole",
        "usage_totals.key_id": "all zeros for the tenant as a whole",
        "usage_details.key_id": "a failover may lose a key whose usage is still in memory",
        "usage_hours.process": "a process is no row",
        "usage_details.process": "a process is no row",
        "usage_merged.process": "a process is no row",
    ]

    @Test("rule 2: no foreign key crosses between distributed and local tables")
    func foreignKeysStayOnTheirSide() async throws {
        try await withDatabase { database in
            let pairs = try await database.strings(
                "SELECT conrelid::regclass || '>' || confrelid::regclass FROM pg_constraint WHERE contype = 'f'"
            ).map { $0.split(separator: ">").map(String.init) }
            #expect(!pairs.isEmpty)
            for pair in pairs {
                let crosses =
                    Self.distributed.contains(pair[0]) && Self.local.contains(pair[1])
                    || Self.local.contains(pair[0]) && Self.distributed.contains(pair[1])
                    || Self.reference.contains(pair[0]) && !Self.reference.contains(pair[1])
                #expect(!crosses, "\(pair[0]) refers to \(pair[1])")
            }
        }
    }

    @Test("rule 2: the platform is a tenant of its own")
    func platformTenant() async throws {
        try await withDatabase { database in
            let kinds = try await database.strings(
                "SELECT kind FROM tenants JOIN tenant_state ON tenant_id = id WHERE id = '00000000-0000-7000-8000-000000000000'"
            )
            #expect(kinds == ["PLATFORM"])
        }
    }

    @Test("rule 3: no triggers, and no foreign key that sets NULL")
    func noTriggers() async throws {
        try await withDatabase { database in
            let triggers = try await database.strings("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            #expect(triggers == [])
            let setNull = try await database.strings(
                "SELECT conname FROM pg_constraint WHERE confdeltype = 'n' OR confupdtype = 'n'"
            )
            #expect(setNull == [])
        }
    }

    @Test("rule 3: no column default asks for the time or for randomness")
    func noVolatileDefaults() async throws {
        try await withDatabase { database in
            let volatile = try await database.strings(
                """
                SELECT adrelid::regclass || ': ' || pg_get_expr(adbin, adrelid) FROM pg_attrdef
                WHERE pg_get_expr(adbin, adrelid) ~ '\\('
                """
            )
            #expect(volatile == [])
        }
    }

    @Test("rule 4: row-level security is enabled and forced on every table that holds a tenant's or a person's rows")
    func rowLevelSecurityIsForced() async throws {
        try await withDatabase { database in
            let open = try await database.strings(
                """
                SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
                    AND NOT (relrowsecurity AND relforcerowsecurity)
                """
            )
            #expect(Set(open) == ["policy_presets", "schema_migrations"])
        }
    }

    @Test("rule 4: a policy is one comparison of a column with a setting, to one role")
    func policiesAreComparisons() async throws {
        try await withDatabase { database in
            let policies = try await database.strings(
                """
                SELECT tablename || '|' || array_length(roles, 1) || '|' || roles[1] || '|' || coalesce(qual, '') || '|' || coalesce(with_check, '')
                FROM pg_policies
                """
            ).map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
            #expect(policies.count >= 15)
            let comparison = try Regex(
                #"^\((id|tenant_id|parent_id|user_id) = \(NULLIF\(current_setting\('app\.(tenant_id|user_id)'::text, true\), ''::text\)\)::uuid\)$"#
            )
            // Of people, staff see staff.
            let staff = "(platform_role IS NOT NULL)"
            for policy in policies where policy[3] != staff {
                #expect(policy[1] == "1")
                #expect(policy[2].hasPrefix("latchkey_"))
                #expect(policy[3] == "true" || policy[3].wholeMatch(of: comparison) != nil, "\(policy)")
                if Self.distributed.contains(policy[0]) {
                    let acrossTenants = ["latchkey_staff", "latchkey_finder"].contains(policy[2])
                    #expect(acrossTenants || policy[3] != "true", "\(policy)")
                }
                #expect(policy[4] == "")
            }
        }
    }

    @Test("rule 4: no role of the application owns a table, is a superuser or bypasses row-level security")
    func rolesArePowerless() async throws {
        try await withDatabase { database in
            let roles = try await database.strings("SELECT rolname FROM pg_roles WHERE rolname LIKE 'latchkey\\_%'")
            #expect(
                Set(roles).isSuperset(of: [
                    "latchkey_app", "latchkey_people", "latchkey_staff", "latchkey_finder", "latchkey_verifier",
                ])
            )
            let powerful = try await database.strings(
                """
                SELECT rolname FROM pg_roles r WHERE rolname LIKE 'latchkey\\_%' AND (
                    rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin
                    OR EXISTS (SELECT FROM pg_class WHERE relowner = r.oid))
                """
            )
            #expect(powerful == [])
        }
    }

    @Test("rule 4: the application can add to the audit trail, and neither change nor delete it")
    func auditIsAppendOnly() async throws {
        try await withDatabase { database in
            let grants = try await database.strings(
                """
                SELECT grantee || ' ' || privilege_type FROM information_schema.role_table_grants
                WHERE table_name = 'audit_events' AND grantee LIKE 'latchkey\\_%'
                """
            )
            #expect(Set(grants) == ["latchkey_app SELECT", "latchkey_app INSERT", "latchkey_staff SELECT"])
        }
    }

    @Test("rule 6: nothing is ordered by a sequence")
    func noSequences() async throws {
        try await withDatabase { database in
            let sequences = try await database.strings("SELECT relname FROM pg_class WHERE relkind = 'S'")
            #expect(sequences == [])
        }
    }

    @Test("no two indexes of a table are of the same columns and rows")
    func indexesDiffer() async throws {
        try await withDatabase { database in
            let twins = try await database.strings(
                """
                SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index
                JOIN pg_class c ON c.oid = indrelid AND c.relnamespace = 'public'::regnamespace
                GROUP BY indrelid, indkey, indclass, indcollation, indoption, indexprs::text, indpred::text
                HAVING count(*) > 1
                """
            )
            #expect(twins == [])
        }
    }

    @Test("rule 7: the embedded migrations are the files of the folder, in order and without a gap")
    func migrationsAgreeWithTheFolder() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../sql/migrations")
            .standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        let embedded = Schema.migrations.map { migration in
            String(repeating: "0", count: 4 - String(migration.version).count)
                + "\(migration.version)_\(migration.name).sql"
        }
        #expect(embedded == files)
        #expect(Schema.migrations.map(\.version) == Array(1...files.count))
        for (migration, file) in zip(Schema.migrations, files) {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            #expect(migration.sql == text)
        }
    }

    @Test("rules 3 and 5: no statement of the code uses what a distributed database cannot do")
    func statementsKeepTheRules() throws {
        let store = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Store")
            .standardized
        let files =
            (FileManager.default.enumerator(at: store, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? [])
            .filter { $0.pathExtension == "swift" }
        #expect(files.count > 10)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for forbidden in [
                /\bMERGE\b/, /pg_advisory_lock/, /RETURNING now\(\)/, /set_config/, /nextval/, /SET SESSION/,
            ] {
                #expect(text.firstMatch(of: forbidden) == nil, "\(file.lastPathComponent)")
            }
            #expect(
                text.firstMatch(of: /constraintName|\.constraint\b/) == nil,
                "\(file.lastPathComponent) asks for a constraint's name"
            )
        }
    }
}
