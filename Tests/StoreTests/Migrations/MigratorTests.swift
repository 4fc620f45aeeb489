import Domain
import Postgres
import Testing
import TestSupport

@testable import Schema
@testable import Store

@Suite("Migrating")
struct MigratorTests {
    @Test("8 at once on one empty database migrate it once")
    func severalAtOnce() async throws {
        try await withEmptyDatabase { database in
            let applied = try await migrateAtOnce(Array(repeating: database.url, count: 8))
            #expect(applied.map(\.count).sorted() == [0, 0, 0, 0, 0, 0, 0, Schema.migrations.count])
            let versions = try await database.strings("SELECT version FROM schema_migrations ORDER BY version")
            #expect(versions == Schema.migrations.map { "\($0.version)" })
        }
    }

    @Test("two databases of one server at once migrates both")
    func twoDatabases() async throws {
        try await withEmptyDatabase { one in
            try await withEmptyDatabase { other in
                let applied = try await migrateAtOnce((0..<8).map { $0.isMultiple(of: 2) ? one.url : other.url })
                #expect(applied.map(\.count).reduce(0, +) == 2 * Schema.migrations.count)
                for database in [one, other] { try await Migrator(pool: database.owner).requireCurrent() }
            }
        }
    }

    @Test("again changes nothing")
    func repeating() async throws {
        try await withEmptyDatabase { database in
            let migrator = Migrator(pool: database.owner)
            #expect(try await migrator.migrate().map(\.version) == Schema.migrations.map(\.version))
            let before = try await snapshot(database)
            #expect(try await migrator.migrate().isEmpty)
            #expect(try await snapshot(database) == before)
        }
    }

    @Test("goes on from where an older binary ended")
    func fromOlder() async throws {
        try await withEmptyDatabase { database in
            let older = Migrator(pool: database.owner, migrations: Array(Schema.migrations.prefix(3)))
            #expect(try await older.migrate().count == 3)
            let current = Migrator(pool: database.owner)
            #expect(try await current.migrate().map(\.version) == Schema.migrations.dropFirst(3).map(\.version))
            try await withEmptyDatabase { fresh in
                _ = try await Migrator(pool: fresh.owner).migrate()
                let (gradual, atOnce) = (try await snapshot(database), try await snapshot(fresh))
                #expect(gradual == atOnce)
            }
        }
    }

    @Test("that fails in the middle leaves nothing behind, and works the next time")
    func failure() async throws {
        try await withEmptyDatabase { database in
            let broken = Schema.Migration(
                Schema.currentVersion + 1,
                "broken",
                Array("CREATE TABLE half (id int); SELECT 1 / 0;".utf8)
            )
            let error = await #expect(throws: PostgresError.self) {
                try await Migrator(pool: database.owner, migrations: Schema.migrations + [broken]).migrate()
            }
            #expect(error?.sqlState?.errorClass == .dataException)
            let left = try await tables(database)
            #expect(left == [])
            let again = try await Migrator(pool: database.owner).migrate()
            #expect(again.count == Schema.migrations.count)
        }
    }

    @Test("that is killed in the middle leaves nothing behind, and works the next time")
    func interruption() async throws {
        try await withEmptyDatabase { database in
            let endless = Schema.Migration(Schema.currentVersion + 1, "endless", Array("SELECT pg_sleep(600);".utf8))
            let migrating = Task {
                try await Migrator(pool: database.owner, migrations: Schema.migrations + [endless]).migrate()
            }
            let deadline = ContinuousClock.now + .seconds(30)
            let kill = """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'
                """
            while try await database.strings(kill).isEmpty { try #require(.now < deadline) }
            await #expect(throws: PostgresError.self) { try await migrating.value }
            #expect(try await tables(database) == [])
            #expect(try await Migrator(pool: database.owner).migrate().count == Schema.migrations.count)
        }
    }

    @Test("leaves presets alone that were edited in the database, and adds those that are missing")
    func editedPresets() async throws {
        try await withDatabase { database in
            try await database.run(
                "UPDATE policy_presets SET policy = jsonb_set(policy, '{key_limit}', '7') WHERE name = 'merchant-portal'"
            )
            try await database.run("DELETE FROM policy_presets WHERE name = 'partner-portal'")
            try await database.run(
                "INSERT INTO policy_presets SELECT 'own', tenant_kind, false, false, policy FROM policy_presets LIMIT 1"
            )
            _ = try await Migrator(pool: database.owner).migrate()
            let limits = try await database.strings("SELECT name || ' ' || (policy->>'key_limit') FROM policy_presets")
            let shipped = Preset.shipped.map { "\($0.name) \($0.name == "merchant-portal" ? 7 : $0.policy.keyLimit)" }
            #expect(Set(limits.filter { !$0.hasPrefix("own ") }) == Set(shipped))
            #expect(limits.count == shipped.count + 1)
        }
    }

    @Test("is asked for when the database is empty or older")
    func older() async throws {
        try await withEmptyDatabase { database in
            let needed = Schema.currentVersion
            let empty = await #expect(throws: SchemaMismatch.self) {
                try await Migrator(pool: database.owner).requireCurrent()
            }
            #expect(
                empty?.description
                    == "The database is at schema version 0, this binary needs \(needed): run `latchkey migrate`."
            )
            _ = try await Migrator(pool: database.owner, migrations: Array(Schema.migrations.prefix(2))).migrate()
            let older = await #expect(throws: SchemaMismatch.self) {
                try await Migrator(pool: database.owner).requireCurrent()
            }
            #expect(older?.found == 2)
            #expect(older?.expected == needed)
        }
    }

    @Test("is refused when the database is newer, which stays as it is")
    func newer() async throws {
        try await withDatabase { database in
            try await database.run("INSERT INTO schema_migrations VALUES (99, 'later', now())")
            let before = try await snapshot(database)
            let migrator = Migrator(pool: database.owner)
            let words = """
                The database is at schema version 99, newer than this binary's \(Schema.currentVersion): run a newer latchkey.
                """
            let refused = await #expect(throws: SchemaMismatch.self) { try await migrator.migrate() }
            #expect(refused?.description == words)
            let required = await #expect(throws: SchemaMismatch.self) { try await migrator.requireCurrent() }
            #expect(required?.description == words)
            #expect(try await snapshot(database) == before)
        }
    }

    private func tables(_ database: TestDatabase) async throws -> [String] {
        try await database.strings("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    }

    /// Columns, constraints, indexes, policies and presets.
    private func snapshot(_ database: TestDatabase) async throws -> [String] {
        try await database.strings(
            """
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
                FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT p::text FROM pg_policies p
            UNION ALL SELECT p::text FROM policy_presets p
            UNION ALL SELECT version || ' ' || name FROM schema_migrations
            ORDER BY 1
            """
        )
    }
}

/// Migrates each of these databases, all at the same time, and returns what each run applied.
func migrateAtOnce(_ urls: [String]) async throws -> [[Schema.Migration]] {
    try await withThrowingTaskGroup(of: [Schema.Migration].self) { group in
        for url in urls {
            group.addTask {
                let pool = Pool(configuration: try PostgresConfiguration(url), logger: .silent)
                let applied = await Result { try await Migrator(pool: pool).migrate() }
                await pool.close()
                return try applied.get()
            }
        }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
