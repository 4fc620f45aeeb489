import ArgumentParser
import Crypto
import Domain
import EmbeddedPostgres
import Foundation
import Logging
import Testing

@testable import latchkey

@Suite("latchkey and its embedded database")
struct DatabaseCommandTests {
    private let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

    @Test(
        "opening makes peppers and starts a database; a command beside that uses the same, a second server is refused"
    )
    func open() async throws {
        try await withTemporaryFolder { path in
            let settings = try await Settings.load(environment: ["LATCHKEY_DATA": "\(path)/data"])
            let first = try await OpenDatabase.open(settings, logger: logger)
            let server = try #require(first.server)
            let second = try await OpenDatabase.openOrShare(settings, logger: logger)
            #expect(second.server == nil)
            #expect(second.url.expose() == first.url.expose())
            #expect(second.peppers.newest.key.expose() == first.peppers.newest.key.expose())
            await #expect(throws: EmbeddedPostgresError.self) { try await OpenDatabase.open(settings, logger: logger) }
            let running = try ConnectionURL.ofServer(on: server.folder)
            #expect(running == first.url.expose())
            await server.stop()
        }
    }

    @Test("a database of one's own is not started, only named")
    func external() async throws {
        let pepper = "1:\(Data(repeating: 7, count: 32).base64EncodedString())"
        let settings = try await Settings.load(environment: [
            "DATABASE_URL": "postgresql://db/latchkey", "LATCHKEY_PEPPERS": pepper,
        ])
        let database = try await OpenDatabase.open(settings, logger: logger)
        #expect(database.server == nil)
        #expect(database.url.expose() == "postgresql://db/latchkey")
    }

    @Test("the command line reads, and every command says what it does")
    func commandLine() throws {
        #expect(try Latchkey.parseAsRoot(["db", "url"]) is DatabaseURLCommand)
        #expect(Latchkey.helpMessage().contains("LATCHKEY_PEPPERS"))
        #expect(DatabaseURLCommand.helpMessage().contains("psql"))
    }
}
