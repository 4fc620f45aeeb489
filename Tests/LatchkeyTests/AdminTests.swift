import Foundation
import Glibc
import Testing

extension ProgramTests {
    @Suite("latchkey admin")
    struct AdminTests {
        @Test("somebody created with a password from standard input can sign in, and is who was said")
        func creates() async throws {
            try await withInstallation(seeded: true) { installation in
                let made = try await create(
                    "Ada@Platform.example",
                    "SUPPORT",
                    "correct horse battery\n",
                    on: installation
                )
                #expect(made.status == 0, "\(made.all)")
                #expect(
                    try #/Created usr_\w+, ada@platform\.example, as SUPPORT\.\n/#.wholeMatch(in: made.output) != nil
                )
                #expect(!made.all.contains("correct horse"))

                let again = try await create(
                    "ADA@platform.example",
                    "SUPER_USER",
                    "another password\n",
                    on: installation
                )
                #expect(again.status != 0 && again.errors.contains("a user with this e-mail address"), "\(again.all)")

                try await installation.serving { _ in
                    #expect(try await installation.signIn("ada@platform.example", "another password") == nil)
                    let token = try #require(
                        try await installation.signIn("ada@platform.example", "correct horse battery")
                    )
                    let me = try await installation.ask("GET", "/v1/me", token: token)
                    #expect(me.string("platform_role") == "SUPPORT")
                    #expect(me.string("user", "name") == "Ada")

                    let beside = try await create(
                        "bea@platform.example",
                        "SUPER_USER",
                        "beside a server",
                        on: installation
                    )
                    #expect(beside.status == 0, "\(beside.all)")
                    #expect(try await installation.signIn("bea@platform.example", "beside a server") != nil)
                }
            }
        }

        @Test(
            "what is wrong is told, and nobody is created",
            arguments: [
                ("ann@b.example", "SUPPORT", "short\n", "At least 12 characters"),
                ("ann@b.example", "SUPPORT", "", "At least 12 characters"),
                ("ann@b.example", "SUPPORT", "aaaaaaaaaaaaaaaa\n", "repetition"),
                ("ann@b.example", "ADVISOR", "correct horse battery\n", "SUPER_USER or SUPPORT"),
                ("ann@b.example", "support", "correct horse battery\n", "SUPER_USER or SUPPORT"),
                ("nobody", "SUPPORT", "correct horse battery\n", "--email"),
            ]
        )
        func refuses(email: String, role: String, password: String, words: String) async throws {
            try await withInstallation { installation in
                let outcome = try await create(email, role, password, on: installation)
                #expect(outcome.status == 64)
                #expect(outcome.errors.contains(words), "\(outcome.all)")
                #expect(!FileManager.default.fileExists(atPath: installation.data), "refused before anything is opened")
            }
        }

        @Test("at a terminal a password is made, and printed once")
        func terminal() async throws {
            let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            defer { close(terminal) }
            // TIOCSPTLCK and TIOCGPTN, whose macros Swift cannot read.
            var (locked, number): (Int32, Int32) = (0, 0)
            try #require(ioctl(terminal, 0x4004_5431, &locked) == 0 && ioctl(terminal, 0x8004_5430, &number) == 0)
            let name = "/dev/pts/\(number)"
            try await withInstallation(seeded: true) { installation in
                let command = [
                    "admin", "create", "--email", "eve@platform.example", "--name", "Eve", "--role", "SUPER_USER",
                ]
                let program = try installation.start(command, input: name)
                defer { program.destroy() }
                #expect(try await program.exit() == 0, "\(program.log)")
                let password = try #require(
                    program.printed.firstMatch(of: #/shown only now: (\w+)/#).map { String($0.1) }
                )
                try await installation.serving { (_) async throws in
                    #expect(try await installation.signIn("eve@platform.example", password) != nil)
                }
            }
        }

        private func create(
            _ email: String,
            _ role: String,
            _ password: String,
            on installation: TestInstallation
        ) async throws -> Outcome {
            try await installation.run(
                "admin",
                "create",
                "--email",
                email,
                "--name",
                email.split(separator: "@")[0].capitalized,
                "--role",
                role,
                input: password
            )
        }
    }
}
