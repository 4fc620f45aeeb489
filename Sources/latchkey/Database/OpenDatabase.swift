import Domain
import EmbeddedPostgres
import Logging

/// The database that the settings ask for, ready to be connected to, and the peppers that belong to it.
struct OpenDatabase: Sendable {
    /// For libpq.
    let url: Sensitive<String>
    let peppers: Peppers
    /// Ours to keep running, and to stop last.
    let server: EmbeddedPostgres?

    /// Starts the embedded database where there is to be one.
    ///
    /// - Throws: `SettingsError`; `EmbeddedPostgresError`, also when another process runs that database already.
    static func open(_ settings: Settings, logger: Logger) async throws -> OpenDatabase {
        switch settings.database {
        case .external(let url, let peppers):
            return OpenDatabase(url: url, peppers: peppers, server: nil)
        case .embedded(let folder):
            // Before the database: keys that were hashed with peppers since lost could never be verified again.
            let peppers = try settings.peppers ?? PepperFile(folder).loadOrCreate()
            let server = EmbeddedPostgres(data: folder.path, logger: logger)
            return OpenDatabase(url: Sensitive(try await server.start()), peppers: peppers, server: server)
        }
    }

    /// The same, except that an embedded database that runs already, for `serve`, is used; it may be starting just now.
    static func openOrShare(_ settings: Settings, logger: Logger) async throws -> OpenDatabase {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            do {
                return try await open(settings, logger: logger)
            } catch let refusal as EmbeddedPostgresError {
                guard case .inUse = refusal, case .embedded(let folder) = settings.database else { throw refusal }
                if let url = try ConnectionURL.ofServer(on: folder) {
                    let peppers = try settings.peppers ?? PepperFile(folder).loadOrCreate()
                    return OpenDatabase(url: Sensitive(url), peppers: peppers, server: nil)
                }
                guard ContinuousClock.now < deadline else { throw refusal }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
