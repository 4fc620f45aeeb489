import Domain
import Glibc
import Testing

extension ProgramTests {
    @Suite("latchkey serve: with DATABASE_URL")
    struct OwnDatabaseTests {
        @Test("a login that is a plain member of the roles does the whole job; the owner does too")
        func mainJob() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { installation in
                let password = Base62.random(20, using: .system)
                #expect(try await installation.run("migrate").status == 0)
                try await database.run("GRANT \(TestDatabase.roles) TO \(database.login)")
                let created = try await installation.run(
                    "admin",
                    "create",
                    "--email",
                    "staff@platform.example",
                    "--name",
                    "Staff",
                    "--role",
                    "SUPER_USER",
                    input: password
                )
                #expect(created.status == 0, "\(created.all)")
                for environment in [database.asPlain, database.asOwner] {
                    let installation = installation.with(environment)
                    try await installation.serving { server in
                        var job = MainJob(installation)
                        try await job.makeTenant(staff: "staff@platform.example", password)
                        try await job.run()
                        server.signal(SIGTERM)
                        #expect(try await server.exit() == 0)
                    }
                }
                expectNoDatabase(of: installation)
            }
        }

        @Test("several instances on one database see the same keys, and sessions outlive them")
        func severalInstances() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            try await withInstallation(database.asOwner) { first in
                let second = first.neighbour
                let password = Base62.random(20, using: .system)
                #expect(try await first.run("migrate").status == 0)
                let seeded = try await first.run("seed", "--demo")
                #expect(seeded.status == 0 && !seeded.output.contains("demo.env"), "\(seeded.all)")
                let created = try await first.run(
                    "admin",
                    "create",
                    "--email",
                    "staff@platform.example",
                    "--name",
                    "Staff",
                    "--role",
                    "SUPER_USER",
                    input: password
                )
                #expect(created.status == 0, "\(created.all)")
                var job = MainJob(first)
                let key = try await first.serving { _ in
                    try await job.makeTenant(staff: "staff@platform.example", password)
                    let key = try await job.createKey()
                    try await second.serving { (_) async throws in
                        #expect(try await second.verify(key.secret).string("verdict") == "VALID")
                        #expect(try await job.revoke(key.id).status == 200)
                        #expect(try await second.verify(key.secret).string("verdict") == "REVOKED")
                    }
                    return key
                }
                try await second.serving { (_) async throws in
                    #expect(try await second.ask("GET", "/v1/me", token: job.token).status == 200)
                    #expect(try await second.verify(key.secret).string("verdict") == "REVOKED")
                }
            }
        }
    }
}
