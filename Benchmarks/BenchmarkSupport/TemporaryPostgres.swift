package import EmbeddedPostgres
internal import Foundation
package import Logging

/// Lends a PostgreSQL of its own, by its URL, and removes it.
package func withPostgres(
    durability: EmbeddedPostgres.Durability = .relaxed,
    settings: [String: String] = [:],
    _ body: (String) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-benchmark-\(UUID())").path()
    let server = EmbeddedPostgres(data: folder, durability: durability, settings: settings, logger: .silent)
    let url = try await server.start()
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(url))
    } catch {
        result = .failure(error)
    }
    await server.stop()
    try? FileManager.default.removeItem(atPath: folder)
    try result.get()
}

extension Logger {
    package static var silent: Logger { Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() } }
}
