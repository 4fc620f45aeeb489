import Domain
import Glibc
import TestSupport
import Testing

@testable import EmbeddedPostgres

extension ProgramTests {
    @Suite("latchkey serve: without its database", .timeLimit(.minutes(3)))
    struct OutageTests {
        @Test(
            "while the embedded database is dead it answers 503, and recovers by itself with what was answered before"
        )
        func killedDatabase() async throws {
            try await withInstallation(seeded: true) { installation in
                try await installation.serving { server in
                    var job = MainJob(installation)
                    try await job.signIn("PARTNER")
                    let key = try await job.createKey()

                    let killing = repeatedly(SIGKILL, to: installation)
                    defer { killing.cancel() }
                    let isUnready = try await eventually {
                        try await installation.ask("GET", "/readyz", on: installation.privatePort).status == 503
                    }
                    #expect(isUnready)
                    for answer in [
                        try await installation.ask("GET", "/v1/me", token: job.token),
                        try await installation.verify(key.secret),
                    ] {
                        #expect(answer.status == 503 && answer.headers["retry-after"] != nil, "\(answer)")
                        #expect(answer.headers["content-type"] == "application/problem+json")
                        #expect(answer.string("code") == "UNAVAILABLE", "\(answer.body)")
                    }
                    #expect(try await installation.ask("GET", "/livez", on: installation.privatePort).status == 200)

                    killing.cancel()
                    let isReady = try await eventually {
                        try await installation.ask("GET", "/readyz", on: installation.privatePort).status == 200
                    }
                    #expect(isReady, "\(server.log)")
                    #expect(try await installation.verify(key.secret).string("verdict") == "VALID")
                    #expect(try await installation.ask("GET", "/v1/me", token: job.token).status == 200)
                    try await job.run()
                    #expect(server.log.contains(#"level=warning logger=latchkey message="PostgreSQL runs again""#))
                    server.signal(SIGTERM)
                    #expect(try await server.exit() == 0)
                }
                expectNoDatabase(of: installation)
            }
        }
    }
}
