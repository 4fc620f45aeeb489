import Domain
import EmbeddedPostgres
import Foundation
import TestSupport
import Testing

extension ProgramTests {
    @Suite("latchkey seed")
    struct SeedTests {
        private let labels = ["STAFF", "PARTNER", "MERCHANT", "ENTERPRISE", "SETTINGS", "BUSINESS", "ADVISOR"]

        @Test("it prints every sign-in and one line each to create, verify and revoke, and keeps the sign-ins private")
        func prints() async throws {
            let seeded = try await SeededFolder.shared.value
            let notes = seeded.installation.notes
            let attributes = try FileManager.default.attributesOfItem(atPath: notes)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(seeded.printed.contains(notes))
            let kept = try variables(in: notes)
            for label in labels {
                let email = try #require(kept["\(label)_EMAIL"])
                let password = try #require(kept["\(label)_PASSWORD"])
                let tenant = kept["\(label)_TENANT"]
                let line = try #require(seeded.printed.split(separator: "\n").first { $0.contains(" \(label) ") })
                #expect(line.contains(email) && line.contains(password) && line.contains(tenant ?? "all tenants"))
                #expect((tenant == nil) == (label == "STAFF"))
            }
            #expect(kept.count == labels.count * 3 - 1)
            #expect(seeded.printed.split(separator: "\n").filter { $0.hasPrefix("  curl ") }.count == 3)
        }

        @Test("every sign-in works, every portal has a key, and so do the printed lines")
        func works() async throws {
            let seeded = try await SeededFolder.shared.value
            try await withInstallation(seeded: true) { installation in
                let notes = try variables(in: installation.notes)
                try await installation.serving { _ in
                    for label in labels {
                        let (email, password) = (notes["\(label)_EMAIL"] ?? "", notes["\(label)_PASSWORD"] ?? "")
                        let token = try #require(try await installation.signIn(email, password), "\(label)")
                        let me = try await installation.ask("GET", "/v1/me", token: token)
                        #expect(me.string("user", "email") == email)
                        guard let tenant = notes["\(label)_TENANT"] else { continue }
                        let keys = try await installation.ask("GET", "/v1/tenants/\(tenant)/keys", token: token)
                        #expect(keys.status == 200 && keys.body.contains(#""id":"key_"#), "\(label): \(keys.body)")
                        #expect(keys.body.contains(#""request_count":40,"#), "\(label): \(keys.body)")
                    }
                    try await printedLines(of: seeded, on: installation, notes)
                }
            }
        }

        private func printedLines(
            of seeded: SeededFolder,
            on installation: TestInstallation,
            _ notes: [String: String]
        ) async throws {
            let printed = seeded.installation
            let lines = seeded.printed.split(separator: "\n").filter { $0.hasPrefix("  curl ") }.map { line in
                String(line).replacing("127.0.0.1:\(printed.publicPort)", with: "127.0.0.1:\(installation.publicPort)")
                    .replacing("127.0.0.1:\(printed.privatePort)", with: "127.0.0.1:\(installation.privatePort)")
            }
            let (email, password) = (notes["PARTNER_EMAIL"] ?? "", notes["PARTNER_PASSWORD"] ?? "")
            let token = try #require(try await installation.signIn(email, password))
            let created = try await shell(lines[0], on: installation, ["TOKEN": token])
            let made = try #require(created.firstMatch(of: #/"id":"(key_\w+)".*"secret":"(\w+)"/#), "\(created)")
            let (key, secret) = (String(made.1), String(made.2))
            let verified = try await shell(lines[1], on: installation, ["SECRET": secret])
            #expect(verified.contains(#""verdict":"VALID""#), "\(verified)")
            let revoked = try await shell(lines[2], on: installation, ["TOKEN": token, "KEY": key])
            #expect(revoked.contains(#""status":"REVOKED""#), "\(revoked)")
            #expect(try await installation.verify(secret).string("verdict") == "REVOKED")
        }

        private func shell(
            _ line: String,
            on installation: TestInstallation,
            _ variables: [String: String]
        ) async throws -> String {
            let bash = try RunningProgram(
                ["/bin/bash", "-c", line],
                environment: bareEnvironment.merging(variables) { $1 },
                in: installation.folder
            )
            defer { bash.destroy() }
            _ = try await bash.exit()
            return bash.printed
        }

        @Test("a second time it changes nothing, and says where the sign-ins are")
        func again() async throws {
            try await withInstallation(seeded: true) { installation in
                let before = try String(contentsOfFile: installation.notes, encoding: .utf8)
                try await installation.serving { _ in
                    let url = try await installation.run("db", "url").output.trimmingCharacters(in: .newlines)
                    let count =
                        "SELECT (SELECT count(*) FROM tenants), (SELECT count(*) FROM users), count(*) FROM keys"
                    let rows = try await psql(count, at: url)
                    let again = try await installation.run("seed", "--demo")
                    #expect(again.status == 0)
                    #expect(again.output.contains("nothing is seeded") && again.output.contains(installation.notes))
                    #expect(try await psql(count, at: url) == rows)
                }
                #expect(try String(contentsOfFile: installation.notes, encoding: .utf8) == before)
            }
        }

        @Test("interrupted, it has kept every password, and the next one says what is to be done")
        func interrupted() async throws {
            try await withInstallation { installation in
                #expect(try await installation.run("migrate").status == 0)
                let seed = try installation.start(["seed", "--demo"])
                defer { seed.destroy() }
                #expect(try await eventually { FileManager.default.fileExists(atPath: installation.notes) })
                seed.signal(SIGKILL)
                #expect(try await seed.exit() == 128 + SIGKILL)

                let attributes = try FileManager.default.attributesOfItem(atPath: installation.notes)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                let notes = try String(contentsOfFile: installation.notes, encoding: .utf8)
                for label in labels { #expect(notes.contains(try Regex("\n\(label)_PASSWORD=[0-9A-Za-z]{20}\n"))) }

                let again = try await installation.run("seed", "--demo")
                #expect(again.status == 1 && !again.all.contains("nothing is seeded"), "\(again.all)")
                #expect(again.errors.contains(installation.notes) && again.errors.contains("latchkey migrate"))
                #expect(again.errors.contains("Remove the folder \(installation.data),"))
                #expect(try String(contentsOfFile: installation.notes, encoding: .utf8) == notes)

                try FileManager.default.removeItem(atPath: installation.data)
                #expect(try await installation.run("migrate").status == 0)
                #expect(try await installation.run("seed", "--demo").status == 0)
            }
        }

        @Test("it wants to be told what to seed, and a schema to seed into")
        func refuses() async throws {
            try await withInstallation { installation in
                let vague = try await installation.run("seed")
                #expect(vague.status != 0 && vague.errors.contains("--demo"))
                let early = try await installation.run("seed", "--demo")
                #expect(early.status == 1 && early.errors.contains("run `latchkey migrate`"), "\(early.all)")
            }
        }
    }
}
