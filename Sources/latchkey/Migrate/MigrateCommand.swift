import ArgumentParser
import Schema
import Store

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's schema to this release.",
        discussion: """
            Under a lock, so several may run at once. Only ever forward; safe to repeat. Makes the database roles that \
            Latchkey works as.
            """
    )

    func run() async throws {
        try await Installation.with { installation in
            let applied = try await installation.migrator.migrate()
            for migration in applied { print("applied \(migration.version) \(migration.name)") }
            print("The schema is at version \(try await installation.migrator.version()).")
        }
    }
}
