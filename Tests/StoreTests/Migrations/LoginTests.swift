import Domain
import EmbeddedPostgres
import Foundation
import Operations
import Postgres
import Schema
import Testing
import TestSupport

@testable import Store

/// As logins that are not superuser, on a server where nothing was ever migrated.
@Suite("A login")
struct LoginTests {
    @Test("that owns its databases and has CREATEROLE migrates them, several at once")
    func ownerMigrates() async throws {
        try await withFreshServer { server in
            try await server.run("CREATE ROLE installer LOGIN CREATEROLE")
            let names = (1...6).map { "shop_\($0)" }
            for name in names { try await server.run("CREATE DATABASE \(name) OWNER installer") }
            let urls = names.map { server.url(of: $0, as: "installer") }
            let applied = try await migrateAtOnce(urls + urls)
            #expect(applied.map(\.count).reduce(0, +) == names.count * Schema.migrations.count)
            for url in urls {
                try await withPool(url) { pool in
                    try await Migrator(pool: pool).requireCurrent()
                    try await makeKey(pool)
                }
            }
            try await withPool(urls[0]) { pool in
                let platform = Platform(database: Database(pool: pool), peppers: try .test)
                let tenants = try await ListTrails(platform: platform)(after: nil)
                for tenant in tenants {
                    let end = Instant.writable.upperBound
                    #expect(try await PruneTrail(platform: platform)(of: tenant, before: end) > 0)
                    #expect(try await VerifyTrail(platform: platform)(withoutAsking: tenant).finding == nil)
                }
                #expect(tenants.count > 1)
            }
        }
    }

    @Test("that is a member of the five roles alone can serve, and nothing more")
    func memberServes() async throws {
        try await withFreshServer { server in
            try await server.run("CREATE ROLE installer LOGIN CREATEROLE")
            try await server.run("CREATE DATABASE shop OWNER installer")
            try await withPool(server.url(of: "shop", as: "installer")) { _ = try await Migrator(pool: $0).migrate() }
            let roles = "latchkey_app, latchkey_people, latchkey_staff, latchkey_finder, latchkey_verifier"
            try await server.run("CREATE ROLE server LOGIN NOINHERIT")
            try await server.run("GRANT \(roles) TO server")
            try await withPool(server.url(of: "shop", as: "server")) { pool in
                try await Migrator(pool: pool).requireCurrent()
                try await makeKey(pool)
                let refusal = await #expect(throws: Failure.self) {
                    let platform = Platform(database: Database(pool: pool), peppers: try .test)
                    return try await PruneTrail(platform: platform)(of: .platform, before: Instant.writable.upperBound)
                }
                #expect(refusal?.detail.contains("DATABASE_URL") == true)
                let forbidden: [Query] = [
                    "SET ROLE installer", "SELECT * FROM keys", "SELECT * FROM credentials",
                    "ALTER TABLE keys DISABLE ROW LEVEL SECURITY", "DROP TABLE audit_events",
                    "CREATE TABLE own (id int)",
                    "CREATE ROLE other", "GRANT latchkey_app TO installer", "ALTER ROLE server SUPERUSER",
                    "UPDATE schema_migrations SET version = 0",
                ]
                for statement in forbidden {
                    let error = await #expect(throws: PostgresError.self, "\(statement)") {
                        try await pool.query(statement)
                    }
                    #expect(error?.sqlState == .insufficientPrivilege, "\(statement)")
                }
                let migrating = await #expect(throws: PostgresError.self) { try await Migrator(pool: pool).migrate() }
                #expect(migrating?.sqlState == .insufficientPrivilege)
            }
        }
    }

    @Test("that owns the tables sees no row of them, unless it inherits what a role of the application may see")
    func ownerIsBound() async throws {
        try await withFreshServer { server in
            try await server.run("CREATE ROLE installer LOGIN CREATEROLE")
            try await server.run("CREATE DATABASE shop OWNER installer")
            try await withPool(server.url(of: "shop", as: "installer")) { pool in
                _ = try await Migrator(pool: pool).migrate()
                try await makeKey(pool)
                try await server.run("ALTER ROLE installer NOINHERIT")
                for table in ["keys", "tenants", "tenant_state", "users", "audit_events"] {
                    #expect(try await pool.query("SELECT * FROM \(unsafeSQL: table)").isEmpty, "\(table)")
                }
            }
        }
    }

    /// What a platform does first: staff, a tenant, a key, signing in, verifying.
    private func makeKey(_ pool: Pool) async throws {
        let platform = Platform(
            database: Database(pool: pool),
            peppers: try .test,
            passwords: PasswordHasher(cost: PasswordHasher.Cost(logN: 4, r: 8, p: 1))
        )
        let (email, name) = (
            try EmailAddress(validating: "staff@platform.example"), try DisplayName(validating: "Staff")
        )
        _ = try await CreateStaff(platform: platform)(
            email: email,
            name: name,
            role: .superUser,
            password: Password(validating: "correct horse battery")
        )
        let signedIn = try await SignIn(platform: platform)(email: email, password: Sensitive("correct horse battery"))
        let call = Call(
            actor: try await Authenticate(platform: platform)(token: signedIn.token),
            reason: .success("test")
        )
        let tenant = try await CreateTenant(platform: platform)(
            { .init(name: name, kind: .partner, parent: nil, policy: "partner-portal", keyLimit: nil) },
            call: call
        ).outcome
        let key = try await CreateKey(platform: platform)(
            { KeyDraft(name: "first", scopes: ["reports:read"]) },
            in: tenant.id,
            call: call
        ).outcome
        let listed = try await ListTenants(platform: platform)(PageRequest(), call: call)
        #expect(listed.elements.map(\.id) == [tenant.id])
        let found = try await Database(pool: pool).onVerification { try $0.keys(of: [key.secret.kid], in: tenant.id) }
        #expect(found.map(\.id) == [key.view.key.id])
    }
}

/// A server of a test's own, which lets everyone in who can reach its socket.
private struct FreshServer {
    private let superuser: String
    private let admin: Pool

    init(_ url: String) throws {
        superuser = url
        admin = Pool(configuration: try PostgresConfiguration(url), logger: .silent)
    }

    func url(of database: String, as user: String) -> String {
        superuser.replacing("/latchkey?", with: "/\(database)?").replacing(/user=[^&]*/, with: "user=\(user)")
    }

    /// Outside of a transaction, as CREATE DATABASE wants it.
    func run(_ sql: String) async throws {
        _ = try await admin.read("\(unsafeSQL: sql)")
    }

    func close() async {
        await admin.close()
    }
}

private func withFreshServer(_ body: (FreshServer) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
        path: "latchkey-logins-\(UUID().uuidString.prefix(8))"
    )
    let access = folder.appendingPathExtension("hba")
    try "local all all trust\n".write(to: access, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: access.path())
    let embedded = EmbeddedPostgres(
        data: folder.path(),
        durability: .relaxed,
        settings: ["hba_file": access.path()],
        logger: .silent
    )
    let server = try FreshServer(try await embedded.start())
    let outcome = await Result { try await body(server) }
    await server.close()
    await embedded.stop()
    for file in [folder, access] { try? FileManager.default.removeItem(at: file) }
    try outcome.get()
}

private func withPool(_ url: String, _ body: (Pool) async throws -> Void) async throws {
    let pool = Pool(configuration: try PostgresConfiguration(url), logger: .silent)
    let outcome = await Result { try await body(pool) }
    await pool.close()
    try outcome.get()
}
