import Domain
import Testing

extension ProgramTests {
    @Suite("latchkey migrate")
    struct MigrateTests {
        @Test("several at once on one database: one does the work, all end well")
        func severalOnOneDatabase() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { try await severalAtOnce(6, on: $0) }
            #expect(try await database.run("SELECT count(*) = max(version) FROM schema_migrations") == "t")
        }

        @Test("several at once on one data folder, with no database running")
        func severalOnOneFolder() async throws {
            try await withInstallation { installation in
                try await severalAtOnce(4, on: installation)
                try await installation.serving { (_) async throws in
                    #expect(try await installation.ask("GET", "/v1/me").status == 401)
                }
            }
        }

        private func severalAtOnce(_ count: Int, on installation: TestInstallation) async throws {
            let programs = try (1...count).map { _ in try installation.start(["migrate"]) }
            defer { for program in programs { program.destroy() } }
            for program in programs { #expect(try await program.exit() == 0, "\(program.log)") }
            let printed = programs.map(\.printed)
            #expect(printed.filter { $0.contains("applied 1 ") }.count == 1)
            #expect(printed.allSatisfy { $0.contains(/The schema is at version [1-9]\d*\.\n/) }, "\(printed)")
        }

        @Test("a schema that is newer is left alone")
        func newer() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                #expect(try await installation.run("migrate").status == 0)
                try await database.run("INSERT INTO schema_migrations VALUES (999, 'later', now())")
                let outcome = try await installation.run("migrate")
                #expect(outcome.status == 1 && outcome.errors.contains("run a newer latchkey"), "\(outcome.all)")
            }
        }
    }
}
