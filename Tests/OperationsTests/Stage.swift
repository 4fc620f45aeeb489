import Domain
import Operations
import Postgres
import Store
import Testing
import TestSupport

/// Operations on a database of their own, without any listener.
struct Stage: Sendable {
    let database: TestDatabase
    let pool: Pool
    let platform: Platform
    let staff: Call

    static let password = "correct horse battery"

    /// How often `body` waited for the server.
    func roundTrips(_ body: () async throws -> Void) async throws -> Int {
        let before = pool.metrics.roundTrips
        try await body()
        return pool.metrics.roundTrips - before
    }

    func makeTenant(_ preset: String = "business-integrations", keyLimit: Int? = nil) async throws -> ID<Tenant> {
        let name = try DisplayName(validating: "Tenant")
        return try await CreateTenant(platform: platform)(
            { .init(name: name, kind: .business, parent: nil, policy: preset, keyLimit: keyLimit) },
            call: staff
        ).outcome.id
    }

    func makeKey(in tenant: ID<Tenant>, name: String = "key") async throws -> ID<APIKey> {
        let policy = try await ReadPolicy(platform: platform)(of: tenant, call: staff)
        let scopes = policy.value.scopes.prefix(1).map(\.name)
        return try await CreateKey(platform: platform)(
            { KeyDraft(name: name, scopes: scopes) },
            in: tenant,
            call: staff
        )
        .outcome.view.key.id
    }
}

/// Scrypt at its cheapest.
let cheap = PasswordHasher.Cost(logN: 4, r: 8, p: 1)

/// - Parameter receipts: how changes wait for verifiers, of which there are none unless a test makes them.
func withStage<Result>(
    poolSize: Int = 4,
    receipts: @escaping (Database) -> Receipts = { .onKnownServer($0) },
    _ body: (Stage) async throws -> Result
) async throws -> Result {
    try await withDatabase { database in
        var configuration = try PostgresConfiguration(database.url)
        configuration.poolSize = poolSize
        configuration.poolTimeout = .seconds(30)
        let pool = Pool(configuration: configuration, logger: .silent)
        let platform = Platform(
            database: Database(pool: pool),
            peppers: try .test,
            passwords: PasswordHasher(cost: cheap),
            webhooks: .toExamples,
            receipts: receipts(Database(pool: pool))
        )
        do {
            let result = try await body(try await Stage.make(database, pool, platform))
            await pool.close()
            return result
        } catch {
            await pool.close()
            throw error
        }
    }
}

extension Stage {
    /// With a SUPER_USER who asks.
    static func make(_ database: TestDatabase, _ pool: Pool, _ platform: Platform) async throws -> Stage {
        let email = try EmailAddress(validating: "staff@platform.example")
        _ = try await CreateStaff(platform: platform)(
            email: email,
            name: DisplayName(validating: "Platform Staff"),
            role: .superUser,
            password: Password(validating: Stage.password)
        )
        let session = try await SignIn(platform: platform)(email: email, password: Sensitive(Stage.password))
        let actor = try await Authenticate(platform: platform)(token: session.token)
        return Stage(
            database: database,
            pool: pool,
            platform: platform,
            staff: Call(actor: actor, reason: .success("test"))
        )
    }
}
