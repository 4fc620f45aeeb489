import Domain
import Foundation
import Glibc
import Testing

@testable import EmbeddedPostgres

extension ProgramTests {
    @Suite("latchkey serve: starting")
    struct StartTests {
        @Test("it is ready soon, says where it listens, and is quiet from then on")
        func ready() async throws {
            try await withInstallation(seeded: true) { installation in
                let begun = ContinuousClock.now
                try await installation.serving { (server) async throws in
                    let took = ContinuousClock.now - begun
                    print("ready after \(took)")
                    #expect(took < .seconds(30))
                    for _ in 1...20 { #expect(try await installation.ask("GET", "/v1/me").status == 401) }
                    let lines = server.log.split(separator: "\n")
                    #expect(lines.count == 2, "\(server.log)")
                    for (name, port) in [
                        ("admin API", installation.publicPort), ("data plane", installation.privatePort),
                    ] {
                        #expect(lines.contains { $0.contains("message=\"\(name)\" address=127.0.0.1:\(port)") })
                    }
                    #expect(server.printed.isEmpty)
                }
            }
        }

        @Test("a database without a schema is refused, and stopped")
        func noSchema() async throws {
            try await withInstallation { installation in
                try await expectRefusal(by: installation, "run `latchkey migrate`")
                expectNoDatabase(of: installation)
            }
        }

        @Test("a schema that is newer or older than the binary's is refused")
        func otherSchema() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                #expect(try await installation.run("migrate").status == 0)
                try await database.run("INSERT INTO schema_migrations VALUES (999, 'later', now())")
                try await expectRefusal(by: installation, "schema version 999, newer than this binary's")
                try await database.run("DELETE FROM schema_migrations WHERE version > 1")
                try await expectRefusal(by: installation, "schema version 1, this binary needs")
            }
        }

        @Test("a login that cannot work in the roles is refused")
        func noRoles() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                #expect(try await installation.run("migrate").status == 0)
                let refused = try await expectRefusal(
                    by: installation.with(database.asPlain),
                    "the login cannot become latchkey_app"
                )
                #expect(refused.errors.contains("GRANT latchkey_app, "))
                #expect(!refused.all.contains(database.password))
            }
        }

        @Test("a database that cannot be reached is told")
        func unreachable() async throws {
            let pepper = "1:\(Base64.encode([UInt8](repeating: 7, count: 32)))"
            let url = "postgresql://somebody:hunter2@localhost/latchkey?host=/nowhere"
            try await withInstallation(["DATABASE_URL": url, "LATCHKEY_PEPPERS": pepper]) { installation in
                let refused = try await expectRefusal(by: installation, "cannot connect to the database")
                #expect(!refused.all.contains("hunter2"))
            }
        }

        @Test("a port that is taken is named, and nothing is left running", arguments: ["LISTEN", "PRIVATE_LISTEN"])
        func portTaken(setting: String) async throws {
            try await withInstallation(seeded: true) { installation in
                let port = setting == "LISTEN" ? installation.publicPort : installation.privatePort
                let occupied = try #require(Occupied(port: port))
                defer { occupied.release() }
                let refused = try await expectRefusal(by: installation, "cannot listen on 127.0.0.1:\(port)")
                #expect(refused.errors.contains("LATCHKEY_\(setting)") && refused.errors.contains("in use"))
                expectNoDatabase(of: installation)
            }
        }

        @Test("two on one data folder: the second is refused, the first goes on")
        func twoOnOneFolder() async throws {
            try await withInstallation(seeded: true) { installation in
                try await installation.serving { server in
                    let refused = try await expectRefusal(
                        by: installation.neighbour,
                        "\(installation.data) is in use by process \(server.processID)"
                    )
                    #expect(refused.errors.contains("LATCHKEY_DATA"))
                    #expect(try await installation.ask("GET", "/readyz", on: installation.privatePort).status == 200)
                    #expect(try await installation.ask("GET", "/v1/me").status == 401)
                }
            }
        }

        @Test("after kill -9 it serves again at once, with what was answered, and nothing of the dead one is left")
        func killed() async throws {
            try await withInstallation(seeded: true) { installation in
                var job = MainJob(installation)
                let (secret, before) = try await installation.serving { server in
                    try await job.signIn("PARTNER")
                    let key = try await job.createKey()
                    let running = postgres(of: installation).map(\.id)
                    server.signal(SIGKILL)
                    #expect(try await server.exit() == 128 + SIGKILL)
                    return (key.secret, running)
                }
                #expect(before.count > 1)
                try await installation.serving { (server) async throws in
                    #expect(try await installation.verify(secret).string("verdict") == "VALID")
                    let now = postgres(of: installation)
                    #expect(Set(now.map(\.id)).isDisjoint(with: before))
                    server.signal(SIGTERM)
                    #expect(try await server.exit() == 0)
                }
                expectNoDatabase(of: installation)
            }
        }

        @discardableResult
        private func expectRefusal(by installation: TestInstallation, _ words: String) async throws -> Outcome {
            let server = try installation.start(["serve"])
            defer { server.destroy() }
            let status = try await server.exit()
            #expect(status == 1)
            #expect(server.log.contains(words), "\(server.log)")
            return Outcome(status: status, output: server.printed, errors: server.log)
        }
    }
}

func postgres(of installation: TestInstallation) -> [(id: pid_t, parent: pid_t)] {
    ServerProcesses(directory: installation.dataFolder.cluster).list()
}

func expectNoDatabase(of installation: TestInstallation, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(postgres(of: installation).isEmpty, sourceLocation: sourceLocation)
}
