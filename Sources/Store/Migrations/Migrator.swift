internal import Domain
package import Postgres
package import Schema

/// Brings a database to the schema of this binary, as the owner of its tables.
package struct Migrator: Sendable {
    let pool: Pool
    let migrations: [Schema.Migration]

    private var expected: Int { migrations.last?.version ?? 0 }

    package init(pool: Pool, migrations: [Schema.Migration] = Schema.migrations) {
        self.pool = pool
        self.migrations = migrations
    }

    /// Applies what is missing, all or nothing, and returns it. Safe from several processes at once: they take turns.
    package func migrate() async throws -> [Schema.Migration] {
        let patient = TransactionOptions(statementTimeout: .seconds(3600))
        return try await pool.withTransaction(patient) { transaction in
            try transaction.set("lock_timeout", to: "0")
            transaction.send("SELECT pg_advisory_xact_lock(hashtext('latchkey migrate'))")
            transaction.send(Self.createHistory)
            transaction.send("GRANT SELECT ON schema_migrations TO PUBLIC")
            let current = try await transaction.query(Self.selectVersion).first?.decode("version", as: Int32.self) ?? 0
            guard Int(current) <= expected else {
                throw SchemaMismatch(found: Int(current), expected: expected)
            }
            let missing = migrations.filter { $0.version > Int(current) }
            for migration in missing {
                try await apply(migration, in: transaction)
            }
            installPresets(in: transaction)
            return missing
        }
    }

    /// The version the database is at; 0 when it has never been migrated.
    package func version() async throws -> Int {
        try await pool.withTransaction { transaction in
            let exists = try await transaction.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS exists")
            guard try exists.first?.decode("exists", as: Bool.self) == true else { return 0 }
            return Int(try await transaction.query(Self.selectVersion).first?.decode("version", as: Int32.self) ?? 0)
        }
    }

    /// Throws ``SchemaMismatch`` unless the database is at exactly the version of this binary.
    package func requireCurrent() async throws {
        let found = try await version()
        guard found == expected else { throw SchemaMismatch(found: found, expected: expected) }
    }

    private func apply(_ migration: Schema.Migration, in transaction: borrowing Transaction) async throws {
        try await transaction.script(migration.sql)
        transaction.send(
            """
            INSERT INTO schema_migrations (version, name, applied_at)
            VALUES (\(Int32(migration.version)), \(migration.name), statement_timestamp())
            """
        )
    }

    /// Adds the presets that ship with this binary; one that is there already may have been edited and is left alone.
    private func installPresets(in transaction: borrowing Transaction) {
        for preset in Preset.shipped {
            transaction.send(
                """
                INSERT INTO policy_presets (name, tenant_kind, requires_parent, offered_to_partners, policy)
                VALUES (\(preset.name), \(preset.tenantKind.rawValue), \(preset.requiresParent),
                    \(preset.offeredToPartners), \(JSONText(preset.policy.json.text)))
                ON CONFLICT (name) DO NOTHING
                """
            )
        }
    }

    private static let createHistory: Query = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version integer PRIMARY KEY,
            name text NOT NULL,
            applied_at timestamptz NOT NULL
        )
        """

    private static let selectVersion: Query = "SELECT coalesce(max(version), 0) AS version FROM schema_migrations"
}

/// The database is not at the version that this binary works with.
package struct SchemaMismatch: Error, CustomStringConvertible {
    package let found: Int
    package let expected: Int

    package var description: String {
        found < expected
            ? "The database is at schema version \(found), this binary needs \(expected): run `latchkey migrate`."
            : "The database is at schema version \(found), newer than this binary's \(expected): run a newer latchkey."
    }
}
