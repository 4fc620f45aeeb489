import ArgumentParser
import EmbeddedPostgres

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Reach the embedded database.",
        subcommands: [DatabaseURLCommand.self]
    )
}

struct DatabaseURLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "url",
        abstract: "Print the URL of the embedded database, for psql and the like.",
        discussion: """
            Works while `latchkey serve` runs on the same LATCHKEY_DATA, as the same account:

              psql "$(latchkey db url)"

            The URL holds no password: the database asks the kernel who is at the other end of its socket. With \
            DATABASE_URL set there is no embedded database, and that URL is the one to use; it is never printed.
            """
    )

    func run() async throws {
        let settings = try await Settings.load()
        guard case .embedded(let folder) = settings.database else {
            throw DatabaseURLError.notEmbedded
        }
        guard let url = try ConnectionURL.ofServer(on: folder) else {
            throw DatabaseURLError.notRunning(folder: folder.path)
        }
        print(url)
    }
}

enum DatabaseURLError: Error, Equatable, CustomStringConvertible {
    case notEmbedded
    case notRunning(folder: String)

    var description: String {
        switch self {
        case .notEmbedded:
            "DATABASE_URL is set, so there is no embedded database. Use: psql \"$DATABASE_URL\""
        case .notRunning(let folder):
            "No database runs on \(folder). Start `latchkey serve` first, or set LATCHKEY_DATA to the folder that it uses."
        }
    }
}
