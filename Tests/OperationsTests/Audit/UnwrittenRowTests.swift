import Domain
import Operations
import Postgres
import Store
import Testing
import TestSupport

@Suite("A change whose row cannot be written")
struct UnwrittenRowTests {
    @Test("does not happen: nothing of it is in any table, whatever it was")
    func nothing() async throws {
        try await withStage { stage in
            let tenant = try await stage.makeTenant("tenant-settings")
            let keyed = try await stage.makeTenant()
            let key = try await stage.makeKey(in: keyed)
            let disabled = try await stage.makeKey(in: keyed)
            _ = try await DisableKey(platform: stage.platform)(
                disabled,
                ifMatch: { nil },
                in: keyed,
                call: stage.staff
            )
            // A session for the operation that ends the others.
            _ = try await SignIn(platform: stage.platform)(
                email: EmailAddress(validating: "staff@platform.example"),
                password: Sensitive(Stage.password)
            )
            let operations = try await operations(stage, tenant, keyed, key, disabled)
            try await stage.database.run(
                "UPDATE keys SET expires_at = clock_timestamp() - interval '1 s' WHERE id = \(disabled)"
            )
            try await stage.database.run("ALTER TABLE audit_events ADD CONSTRAINT none CHECK (false) NOT VALID")
            let before = try await stage.contents()
            for (name, operation) in operations {
                await #expect(throws: (any Error).self, "\(name)") { try await operation() }
                #expect(try await stage.contents() == before, "\(name)")
            }
            // The same are done where the row can be written: it was that alone.
            try await stage.database.run("ALTER TABLE audit_events DROP CONSTRAINT none")
            for (name, operation) in operations {
                let contents = try await stage.contents()
                await #expect(throws: Never.self, "\(name)") { try await operation() }
                #expect(try await stage.contents() != contents, "\(name)")
            }
        }
    }

    private typealias Operation = (name: String, run: () async throws -> Void)

    private func operations(
        _ stage: Stage,
        _ tenant: ID<Tenant>,
        _ keyed: ID<Tenant>,
        _ key: ID<APIKey>,
        _ disabled: ID<APIKey>
    ) async throws -> [Operation] {
        let (platform, call) = (stage.platform, stage.staff)
        let scope = try await ReadPolicy(platform: platform)(of: tenant, call: call).value.scopes[0].name
        let email = try EmailAddress(validating: "staff@platform.example")
        let signIn = { _ = try await SignIn(platform: platform)(email: email, password: Sensitive(Stage.password)) }
        let create = { _ = try await stage.makeKey(in: keyed) }
        let rotate = {
            _ = try await RotateKey(platform: platform)(key, { .init(draft: RotationDraft()) }, in: keyed, call: call)
        }
        let revoke = {
            let input = RevokeKey.Input(reason: nil, compromised: false)
            _ = try await RevokeKey(platform: platform)(key, { input }, in: keyed, call: call)
        }
        let group = {
            _ = try await CreateGroup(platform: platform)(
                { GroupDraft(name: "group", type: "TENANT_API_KEY", scopes: [scope]) },
                in: tenant,
                call: call
            )
        }
        let policy = {
            _ = try await EditPolicy(platform: platform)(
                of: tenant,
                { .init(edit: PolicyEdit(["secret_prefix": "own"]), expectedVersion: .any) },
                call: call
            )
        }
        let limit = {
            let reason = try LimitReason(validating: "test")
            _ = try await RaiseLimit(platform: platform)(
                { .init(limit: 77, reason: reason, expectedVersion: nil) },
                of: keyed,
                call: call
            )
        }
        let enrol = {
            _ = try await Enrol(platform: platform)(
                email: EmailAddress(validating: "member@tenant.example"),
                name: DisplayName(validating: "Member"),
                password: Password(validating: Stage.password),
                as: .member,
                in: tenant,
                call: call
            )
        }
        let suspend = {
            _ = try await SuspendTenant(platform: platform)(
                tenant,
                { .init(reason: nil, expectedVersion: nil) },
                call: call
            )
        }
        let others = { try await EndOwnSessions(platform: platform).others(call) }
        let reset = {
            try await ResetPassword(platform: platform)(Password(validating: "another horse battery"), email: email)
        }
        return [
            ("SignIn", signIn), ("EndOwnSessions", others), ("CreateTenant", { _ = try await stage.makeTenant() }),
            ("CreateKey", create), ("RotateKey", rotate), ("RevokeKey", revoke), ("CreateGroup", group),
            ("EditPolicy", policy), ("RaiseLimit", limit), ("Enrol", enrol), ("SuspendTenant", suspend),
            ("ExpireKeys", { _ = try await ExpireKeys(platform: platform)(in: keyed) }),
            ("ResetPassword", reset),
        ]
    }
}

extension Stage {
    /// A digest of each table of the database.
    fileprivate func contents() async throws -> [String] {
        let tables = try await database.strings(
            "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        )
        var digests: [String] = []
        for table in tables {
            digests += try await database.strings(
                "SELECT '\(table) ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \(table) t"
            )
        }
        return digests
    }
}
