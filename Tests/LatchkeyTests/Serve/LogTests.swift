import Domain
import Foundation
import TestSupport
import Testing

extension ProgramTests {
    @Suite("latchkey serve: what it tells")
    struct LogTests {
        @Test("at no level does a log hold a secret, whatever is asked; and each event is one line")
        func secrets() async throws {
            let database = try await TestServer.shared.value.makeDatabase()
            let gatewayToken = Base62.random(24, using: .system)
            let settings = ["LATCHKEY_LOG_LEVEL": "trace", "LATCHKEY_GATEWAY_TOKEN": gatewayToken]
            try await withInstallation(settings.merging(database.asOwner) { $1 }) { installation in
                let password = Base62.random(20, using: .system)
                let migrated = try await installation.run("migrate")
                let created = try await installation.run(
                    "admin",
                    "create",
                    "--email",
                    "staff@platform.example",
                    "--name",
                    "Staff",
                    "--role",
                    "SUPER_USER",
                    input: password + "\n"
                )
                #expect(migrated.status == 0 && created.status == 0, "\(migrated.all)\(created.all)")
                try await database.run("GRANT \(TestDatabase.roles) TO \(database.login)")
                let examined = try await installation.with(database.asPlain).run("doctor")

                var secrets = [database.password, database.pepper, gatewayToken, password]
                let log = try await installation.with(database.asPlain).serving { server in
                    secrets += try await everything(
                        on: installation,
                        ("staff@platform.example", password),
                        gatewayToken,
                        database
                    )
                    return server.log
                }
                let pattern = try event
                let logs = [
                    migrated.errors, created.errors, examined.errors, log, try await TestServer.shared.value.log,
                ]
                for secret in secrets {
                    #expect(secret.count > 11)
                    for log in logs { #expect(!log.contains(secret), "\(secret)") }
                }
                #expect(log.contains("level=trace") && log.contains("level=info"))
                for line in log.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    #expect(line.wholeMatch(of: pattern) != nil, "\(line)")
                }
            }
        }

        private var event: Regex<Substring> {
            get throws {
                let value = #"(?:"(?:[^"\\]|\\.)*"|[^\s"]+)"#
                return try Regex("time=\\S+Z level=[a-z]+ logger=\\S+ message=\(value)(?: [A-Za-z0-9_.-]+=\(value))*")
            }
        }

        /// The main job and much that fails; returns the secrets that went over the wire.
        private func everything(
            on installation: TestInstallation,
            _ staff: (email: String, password: String),
            _ gatewayToken: String,
            _ database: TestDatabase
        ) async throws -> [String] {
            let gateway = ["Latchkey-Gateway-Token": gatewayToken]
            var job = MainJob(installation)
            try await job.makeTenant(staff: staff.email, staff.password)
            let secret = try await job.run(gateway: gateway)
            let keys = "/v1/tenants/\(job.tenant)/keys"

            let wrong = (0..<4).map { _ in Base62.random(20, using: .system) }
            #expect(try await installation.signIn(staff.email, wrong[0]) == nil)
            #expect(try await installation.ask("GET", "/v1/me?token=\(wrong[1])", token: job.token).status == 422)
            #expect(try await installation.ask("GET", "/v1/\(wrong[1])", token: job.token).status == 404)
            #expect(try await installation.ask("GET", "/v1/me", token: wrong[2]).status == 401)
            #expect(try await installation.verify(secret).status == 401)
            #expect(try await installation.verify(secret, headers: ["Latchkey-Gateway-Token": wrong[3]]).status == 401)
            #expect(try await installation.verify(secret + "x", headers: gateway).string("valid") == nil)
            let authorized = try await installation.ask(
                "GET",
                "/v1/authorize?scope=reports:read",
                token: secret,
                headers: gateway,
                on: installation.privatePort
            )
            #expect(authorized.status == 401)
            let invalid: JSON = ["name": .string(wrong[1]), "scopes": [.string(wrong[2])], "no": .string(wrong[3])]
            #expect(try await installation.ask("POST", keys, invalid, token: job.token).status == 422)
            let noJSON = request("POST", "/v1/sessions", port: installation.publicPort)
                .replacing(
                    "\r\n\r\n",
                    with: "\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n\"\(wrong[0])"
                )
            let port = installation.publicPort
            let refused = try await onThread {
                let client = try Client(port: port)
                try client.send(noJSON)
                return try client.answer().status
            }
            #expect(refused == 400)

            // Connections that break in the middle of work. A key that is not in memory has to be looked for.
            let strange = KeyString.mint(prefix: "sk", environment: .live, route: .make(using: .system), using: .system)
                .whole.expose()
            try await database.run("ALTER TABLE keys RENAME TO keys_away")
            #expect(try await installation.ask("GET", keys, token: job.token).status == 500)
            #expect(try await installation.verify(strange, headers: gateway).status >= 500)
            try await database.run("ALTER TABLE keys_away RENAME TO keys")
            try await database.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '\(database.login)'"
            )
            let hasRecovered = try await eventually {
                try await installation.ask("GET", keys, token: job.token, headers: ["Latchkey-Reason": "test"]).status
                    == 200
            }
            #expect(hasRecovered)
            return [secret, strange, job.token] + wrong
        }
    }
}
