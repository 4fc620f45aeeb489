import EmbeddedPostgres
import Glibc
import Logging

let quiet = Logger(label: "program") { _ in SwiftLogNoOpLogHandler() }

/// A program with an embedded database, for the tests that need a second process: it prints the database's URL, or what
/// went wrong, and stays until its standard input ends.
let server = EmbeddedPostgres(data: CommandLine.arguments[1], durability: .relaxed, logger: quiet)
do {
    print(try await server.start())
    fflush(nil)
    while readLine() != nil {}
    await server.stop()
} catch {
    print(error)
}
