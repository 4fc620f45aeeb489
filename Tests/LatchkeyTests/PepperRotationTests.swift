import Domain
import Foundation
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    @Suite("A new pepper", .timeLimit(.minutes(3)))
    struct PepperRotationTests {
        @Test("moves keys as they are used, and doctor says what is left on the old one, or lost with it")
        func rotates() async throws {
            try await withInstallation(seeded: true) { installation in
                let old = try String(contentsOfFile: "\(installation.data)/peppers", encoding: .utf8)
                    .trimmingCharacters(in: .newlines)
                let new = "2:\(Base64.encode([UInt8](repeating: 9, count: 32)))"
                let secret = try await installation.serving { server in
                    var job = MainJob(installation)
                    try await job.signIn("PARTNER")
                    let secret = try await job.createKey().secret
                    server.signal(SIGTERM)
                    #expect(try await server.exit() == 0)
                    return secret
                }
                let plain = try await installation.run("doctor")
                let live = try #require(
                    plain.output.firstMatch(of: /pepper use: (\d+) live secrets? of keys under number 1\n/),
                    "\(plain.all)"
                )
                let count = try #require(Int(live.1))

                let both = installation.with(["LATCHKEY_PEPPERS": "\(new),\(old)"])
                let before = try await both.run("doctor")
                #expect(before.output.contains("2 configured (2, 1), new keys are hashed with number 2"))
                #expect(before.output.contains("\(count) live secrets still depend on pepper 1"), "\(before.all)")
                try await both.serving { server in
                    #expect(try await both.verify(secret).string("verdict") == "VALID")
                    let isMoved = try await eventually {
                        try await both.run("doctor").output.contains("1 live secret of keys under number 2")
                    }
                    #expect(isMoved, "\(server.log)")
                    #expect(try await both.verify(secret).string("verdict") == "VALID")
                    server.signal(SIGTERM)
                    #expect(try await server.exit() == 0)
                }
                let after = try await both.run("doctor")
                #expect(after.status == 0)
                #expect(after.output.contains("\(count - 1) live secrets still depend on pepper 1"), "\(after.all)")

                let alone = installation.with(["LATCHKEY_PEPPERS": new])
                let missing = try await alone.run("doctor")
                #expect(missing.status == 1)
                #expect(
                    missing.output.contains(
                        "WRONG  pepper use: Pepper 1 is not configured, and \(count - 1) live secrets depend on it"
                    ),
                    "\(missing.all)"
                )
                for outcome in [before, after, missing] { #expect(!outcome.all.contains(new.dropFirst(2))) }
                try await alone.serving { (_) async throws in
                    #expect(try await alone.verify(secret).string("verdict") == "VALID")
                }
            }
        }
    }
}
