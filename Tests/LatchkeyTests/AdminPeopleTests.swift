import Domain
import Foundation
import Testing

extension ProgramTests {
    @Suite("latchkey admin, about people who are there")
    struct AdminPeopleTests {
        @Test("each command does what it says, beside a running server, and says so")
        func life() async throws {
            try await withInstallation(seeded: true) { installation in
                let email = "ada@platform.example"
                let made = try await installation.run(
                    "admin",
                    "create",
                    "--email",
                    email,
                    "--name",
                    "Ada",
                    "--role",
                    "SUPPORT",
                    input: "correct horse battery\n"
                )
                #expect(made.status == 0, "\(made.all)")
                try await installation.serving { _ in
                    let listed = try await installation.run("admin", "list")
                    #expect(
                        listed.output.contains("\(email)\tSUPPORT\tenabled\tno second factor\tAda\n"),
                        "\(listed.all)"
                    )

                    let token = try #require(try await installation.signIn(email, "correct horse battery"))
                    let role = try await installation.run("admin", "set-role", "--email", email, "--role", "SUPER_USER")
                    #expect(role.status == 0 && role.output.contains("has SUPER_USER now"), "\(role.all)")
                    #expect(try await installation.ask("GET", "/v1/me", token: token).status == 401)

                    let disabled = try await installation.run("admin", "disable", "--email", email.uppercased())
                    #expect(disabled.status == 0 && disabled.output.contains("is disabled, and signed out"))
                    let twice = try await installation.run("admin", "disable", "--email", email)
                    #expect(twice.status == 0 && twice.output.contains("disabled already"), "\(twice.all)")
                    #expect(try await installation.signIn(email, "correct horse battery") == nil)
                    let enabled = try await installation.run("admin", "enable", "--email", email)
                    #expect(enabled.status == 0 && enabled.output.contains("can sign in again"), "\(enabled.all)")
                    #expect(try await installation.signIn(email, "correct horse battery") != nil)

                    let reset = try await installation.run(
                        "admin",
                        "reset-password",
                        "--email",
                        email,
                        input: "another horse battery\n"
                    )
                    #expect(reset.status == 0 && !reset.all.contains("another horse"), "\(reset.all)")
                    #expect(try await installation.signIn(email, "correct horse battery") == nil)
                    #expect(try await installation.signIn(email, "another horse battery") != nil)
                    let none = try await installation.run("admin", "reset-second-factor", "--email", email)
                    #expect(none.status == 0 && none.output.contains("has no second factor."), "\(none.all)")
                }
            }
        }

        @Test("a second factor that is lost is taken away, and the password alone signs in again")
        func secondFactor() async throws {
            try await withInstallation(seeded: true) { installation in
                let email = "ada@platform.example"
                _ = try await installation.run(
                    "admin",
                    "create",
                    "--email",
                    email,
                    "--name",
                    "Ada",
                    "--role",
                    "SUPPORT",
                    input: "correct horse battery\n"
                )
                let strict = installation.with(["LATCHKEY_STAFF_SECOND_FACTOR": "true"])
                try await strict.serving { _ in
                    let token = try #require(try await strict.signIn(email, "correct horse battery"))
                    let me = try await strict.ask("GET", "/v1/me", token: token)
                    #expect(me.string("platform_role") == nil)
                    let refused = try await strict.ask("GET", "/v1/limit-requests", token: token)
                    #expect(refused.status == 403 && refused.string("code") == "SECOND_FACTOR_MISSING")

                    let begun = try await strict.ask(
                        "POST",
                        "/v1/me/second-factor",
                        ["password": "correct horse battery"],
                        token: token
                    )
                    let code = try code(of: try #require(begun.string("secret")))
                    let confirmed = try await strict.ask(
                        "POST",
                        "/v1/me/second-factor/confirm",
                        ["code": .string(code)],
                        token: token
                    )
                    #expect(confirmed.status == 200)
                    #expect(try await strict.ask("GET", "/v1/limit-requests", token: token).status == 200)
                    #expect(try await strict.signIn(email, "correct horse battery") == nil)

                    let reset = try await strict.run("admin", "reset-second-factor", "--email", email)
                    #expect(reset.status == 0 && reset.output.contains("has no second factor now"), "\(reset.all)")
                    #expect(try await strict.ask("GET", "/v1/me", token: token).status == 401)
                    #expect(try await strict.signIn(email, "correct horse battery") != nil)
                }
            }
        }

        @Test("what would lock everybody out is refused with status 1, and a wrong command line with 64")
        func refusals() async throws {
            try await withInstallation { installation in
                #expect(try await installation.run("migrate").status == 0)
                let nobody = try await installation.run("admin", "list")
                #expect(nobody.status == 0 && nobody.output.contains("latchkey admin create"), "\(nobody.all)")
                let email = "ada@platform.example"
                _ = try await installation.run(
                    "admin",
                    "create",
                    "--email",
                    email,
                    "--name",
                    "Ada",
                    "--role",
                    "SUPER_USER",
                    input: "correct horse battery\n"
                )
                for command in [["disable"], ["set-role", "--role", "SUPPORT"], ["set-role", "--role", "NONE"]] {
                    let program = try installation.start(["admin"] + command + ["--email", email])
                    defer { program.destroy() }
                    #expect(try await program.exit() == 1)
                    #expect(program.log.contains("last SUPER_USER") && program.log.contains("Create another one first"))
                }
                let unknown = try await installation.run("admin", "disable", "--email", "nobody@platform.example")
                #expect(unknown.status == 1 && unknown.errors.contains("Nobody has the address"), "\(unknown.all)")
                let role = try await installation.run("admin", "set-role", "--email", email, "--role", "ADVISOR")
                #expect(role.status == 64 && role.errors.contains("SUPER_USER, SUPPORT or NONE"), "\(role.all)")
                let address = try await installation.run("admin", "enable", "--email", "nobody")
                #expect(address.status == 64 && address.errors.contains("--email"), "\(address.all)")
                let short = try await installation.run("admin", "reset-password", "--email", email, input: "short\n")
                #expect(short.status == 64 && short.errors.contains("At least 12 characters"), "\(short.all)")
            }
        }

        private func code(of secret: String) throws -> String {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
            let bits = try secret.flatMap { character in
                let value = try #require(alphabet.firstIndex(of: character))
                return (0..<5).map { value >> (4 - $0) & 1 }
            }
            let bytes = stride(from: 0, to: bits.count, by: 8).map { start in
                UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
            }
            return TOTP(secret: Sensitive(bytes)).code(at: Int64(Date().timeIntervalSince1970) / 30)
        }
    }
}
