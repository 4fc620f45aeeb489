import Domain
import Postgres
import Store
import Testing
import TestSupport

@Suite("Row-level security")
struct RowWallTests {
    /// Whose rows the application may delete.
    static let thrownAway: Set<String> = [
        "groups", "idempotency", "invitations", "memberships", "role_mappings", "directory_credentials",
        "scim_group_members", "scim_groups", "scim_users", "sso_connections", "sso_identities",
        "webhook_endpoints", "outbox", "deliveries", "delivery_attempts",
    ]

    /// What the application may write, and not read.
    static let unread: Set<String> = ["change_log"]

    @Test("shows the application only the rows of the tenant that is set, and of tenants also its children")
    func bareSelect() async throws {
        try await withTwoTenants { tenants in
            for (table, column) in try await tenants.tenantTables() where !Self.unread.contains(table) {
                let rows = try await tenants.pool.query(
                    "SELECT \(unsafeSQL: column) AS tenant FROM \(unsafeSQL: table)",
                    .application(on: tenants.stranger.id)
                )
                let seen = Set(try rows.map { try $0.decode("tenant", as: ID<Tenant>.self) })
                let own: Set = [tenants.stranger.id]
                #expect(seen == (table == "tenants" ? own.union([tenants.stranger.child]) : own), "\(table)")
            }
        }
    }

    @Test("shows the application nothing while no tenant is set, before the first setting and after the last")
    func withoutSetting() async throws {
        try await withTwoTenants { tenants in
            let count = { (table: String) in
                try await tenants.pool.query(
                    "SELECT count(*) AS rows FROM \(unsafeSQL: table)",
                    TransactionOptions(role: "latchkey_app")
                )[0].decode("rows", as: Int.self)
            }
            for (table, _) in try await tenants.tenantTables() where !Self.unread.contains(table) {
                #expect(try await count(table) == 0, "\(table)")
                // What is left of a SET LOCAL is an empty setting, not none.
                _ = try await tenants.pool.query("SELECT 1", .application(on: tenants.stranger.id))
                #expect(try await count(table) == 0, "\(table)")
            }
        }
    }

    @Test("refuses to write a row of another tenant")
    func withCheck() async throws {
        try await withTwoTenants { tenants in
            for (table, column) in try await tenants.tenantTables() {
                let stolen = #"jsonb_build_object('\#(column)', '\#(tenants.owner.id.uuid)')"#
                let insert: Query = """
                    INSERT INTO \(unsafeSQL: table)
                    SELECT (jsonb_populate_record(t, \(unsafeSQL: stolen))).* FROM \(unsafeSQL: table) t LIMIT 1
                    """
                #expect(await tenants.refusal(of: insert) == .insufficientPrivilege, "\(table)")
            }
            for table in ["keys", "tenant_state"] {
                let update: Query = "UPDATE \(unsafeSQL: table) SET tenant_id = \(tenants.owner.id)"
                #expect(await tenants.refusal(of: update) == .insufficientPrivilege, "\(table)")
            }
        }
    }

    @Test("hides another tenant's rows from UPDATE and DELETE, and grants DELETE only where something is thrown away")
    func changes() async throws {
        try await withTwoTenants { tenants in
            let before = try await tenants.ownersRows()
            for update: Query in ["UPDATE keys SET name = 'x'", "UPDATE tenant_state SET key_limit = 1"] {
                let rows = try await tenants.pool.query(update, .application(on: tenants.stranger.id))
                #expect(rows.affectedRows == 1)
            }
            for (table, _) in try await tenants.tenantTables() {
                let delete: Query = "DELETE FROM \(unsafeSQL: table)"
                let isThrownAway = Self.thrownAway.contains(table)
                #expect(
                    await tenants.refusal(of: delete) == (isThrownAway ? nil : .insufficientPrivilege),
                    "\(table)"
                )
                let truncate: Query = "TRUNCATE \(unsafeSQL: table) CASCADE"
                #expect(await tenants.refusal(of: truncate) == .insufficientPrivilege, "\(table)")
            }
            #expect(try await tenants.ownersRows() == before)
        }
    }

    @Test("is backed by foreign keys that cannot point at another tenant's row")
    func foreignKeys() async throws {
        try await withTwoTenants { tenants in
            let (own, other) = (tenants.stranger, tenants.owner)
            let pointers: [Query] = [
                "UPDATE keys SET group_id = \(other.group) WHERE tenant_id = \(own.id)",
                "UPDATE keys SET duplicated_from = \(other.key) WHERE tenant_id = \(own.id)",
                "UPDATE key_secrets SET key_id = \(other.key) WHERE tenant_id = \(own.id)",
                "UPDATE deliveries SET endpoint_id = \(other.webhook) WHERE tenant_id = \(own.id)",
                "UPDATE deliveries SET event_id = \(other.webhook) WHERE tenant_id = \(own.id)",
                "UPDATE delivery_attempts SET delivery_id = \(other.webhook) WHERE tenant_id = \(own.id)",
            ]
            // As the superuser, whom row-level security does not bind.
            for pointer in pointers {
                let error = await #expect(throws: PostgresError.self) { try await tenants.database.run(pointer) }
                #expect(error?.sqlState == .foreignKeyViolation, "\(pointer)")
            }
            try await tenants.database.run("UPDATE keys SET group_id = \(own.group) WHERE tenant_id = \(own.id)")
        }
    }
}

extension TransactionOptions {
    fileprivate static func application(on tenant: ID<Tenant>) -> TransactionOptions {
        TransactionOptions(role: "latchkey_app", settings: [("app.tenant_id", tenant.uuid)])
    }
}

extension TwoTenants {
    /// Why the application, on the stranger, may not.
    fileprivate func refusal(of query: Query) async -> SQLState? {
        do {
            _ = try await pool.query(query, .application(on: stranger.id))
            return nil
        } catch {
            return error.sqlState
        }
    }
}
