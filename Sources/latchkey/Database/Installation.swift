import Domain
import EmbeddedPostgres
import Logging
import Operations
import Outbound
import Postgres
import Store

/// What every command works on: the settings, the database that they ask for, and a pool of connections to it.
struct Installation: Sendable {
    let settings: Settings
    let database: OpenDatabase
    let pool: Pool
    let logger: Logger

    var store: Database { Database(pool: pool) }
    var migrator: Migrator { Migrator(pool: pool) }

    /// - Parameters:
    ///   - receipts: how changes that tighten wait for every verifier.
    ///   - tell: tells this process's own verifier at once.
    ///   - database: in the place of the one that everything else works on.
    func platform(
        on database: Database? = nil,
        receipts: Receipts? = nil,
        tell: @escaping @Sendable ([VerdictChange]) -> Void = { _ in }
    ) -> Platform {
        Platform(
            database: database ?? store,
            peppers: self.database.peppers,
            breaches: settings.breachedPasswords,
            rules: OperatorRules(
                publicURL: settings.publicURL.description,
                staffNeedSecondFactor: settings.staffNeedSecondFactor,
                leakKeysURL: settings.leakKeysURL
            ),
            outbound: Outbound(allowsPrivate: settings.allowsPrivateSignOn),
            webhooks: Outbound(allowsPrivate: settings.allowsPrivateWebhooks),
            receipts: receipts,
            tell: tell
        )
    }

    /// For `serve`, which runs the embedded database itself or not at all.
    static func openAlone() async throws -> Installation {
        let settings = try await loadSettings()
        return try await open(settings) { try await OpenDatabase.open(settings, logger: $0) }
    }

    private static func loadSettings() async throws -> Settings {
        let settings = try await Settings.load()
        LogfmtHandler.bootstrap(settings.logLevel)
        return settings
    }

    private static func open(
        _ settings: Settings,
        _ openDatabase: (Logger) async throws -> OpenDatabase
    ) async throws -> Installation {
        let logger = Logger(label: "latchkey")
        let database = try await openDatabase(logger)
        return Installation(
            settings: settings,
            database: database,
            pool: try makePool(settings, database, logger),
            logger: logger
        )
    }

    /// Another pool, for work that must not wait behind the first one's.
    func makePool(_ change: (inout PostgresConfiguration) -> Void = { _ in }) throws -> Pool {
        try Self.makePool(settings, database, logger, change)
    }

    private static func makePool(
        _ settings: Settings,
        _ database: OpenDatabase,
        _ logger: Logger,
        _ change: (inout PostgresConfiguration) -> Void = { _ in }
    ) throws -> Pool {
        var configuration = try PostgresConfiguration(database.url.expose())
        configuration.poolSize = settings.poolSize
        change(&configuration)
        return Pool(configuration: configuration, logger: logger)
    }

    /// For a command that ends: opens the installation, lends it, and closes it again whatever happens.
    static func with<Result>(_ body: (Installation) async throws -> Result) async throws -> Result {
        let settings = try await loadSettings()
        let turn: CommandTurn? =
            if case .embedded(let folder) = settings.database { try await CommandTurn(on: folder) } else { nil }
        defer { withExtendedLifetime(turn) {} }
        let installation = try await open(settings) { try await OpenDatabase.openOrShare(settings, logger: $0) }
        do {
            let result = try await body(installation)
            await installation.close()
            return result
        } catch {
            await installation.close()
            throw error
        }
    }

    func close() async {
        await pool.close()
        await database.server?.stop()
    }
}
