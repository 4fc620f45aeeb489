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

    /// Starts the embedded database where there is to be one. If another process runs it already (an `admin` command beside
    /// `serve`), that one is used.
    ///
    /// - Throws: `SettingsError`, `EmbeddedPostgresError`.
    static func open(_ settings: Settings, logger: Logger) async throws -> OpenDatabase {
        switch settings.database {
        case .external(let url, let peppers):
            return OpenDatabase(url: url, peppers: peppers, server: nil)
        case .embedded(let folder):
            // Before the database: keys that were hashed with peppers since lost could never be verified again.
            let peppers = try settings.peppers ?? PepperFile(folder).loadOrCreate()
            let server = EmbeddedPostgres(data: folder.path, logger: logger)
            do {
                let url = try await server.start()
                return OpenDatabase(url: Sensitive(url), peppers: peppers, server: server)
            } catch let refusal as EmbeddedPostgresError {
                guard case .inUse = refusal, let url = try ConnectionURL.ofServer(on: folder) else { throw refusal }
                return OpenDatabase(url: Sensitive(url), peppers: peppers, server: nil)
            }
        }
    }
}
