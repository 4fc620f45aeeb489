import Domain
import Foundation
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    @Suite("latchkey serve: jobs", .timeLimit(.minutes(3)))
    struct SweepTests {
        @Test("it sweeps what has expired, unless --no-jobs leaves that to others")
        func sweeps() async throws {
            try await withInstallation(seeded: true) { installation in
                let stamped = "SELECT count(expired_at) FROM keys"
                var url = ""
                try await installation.serving(["--no-jobs"]) { server in
                    var job = MainJob(installation)
                    try await job.signIn("PARTNER")
                    _ = try await job.createKey()
                    url = try await installation.run("db", "url").output.trimmingCharacters(in: .newlines)
                    try await psql("UPDATE keys SET expires_at = now() - interval '1 hour'", at: url)
                    server.signal(SIGTERM)
                    #expect(try await server.exit() == 0)
                }
                // A sweep would begin at once.
                try await installation.serving(["--no-jobs"]) { server in
                    var job = MainJob(installation)
                    try await job.signIn("PARTNER")
                    #expect(try await psql(stamped, at: url) == "0")
                    server.signal(SIGTERM)
                    #expect(try await server.exit() == 0)
                }
                try await installation.serving { server in
                    let isDone = try await eventually { try await psql(stamped, at: url) != "0" }
                    #expect(isDone, "\(server.log)")
                    server.signal(SIGTERM)
                    #expect(try await server.exit() == 0)
                    #expect(!server.log.contains("sweep"), "\(server.log)")
                }
            }
        }
    }
}
