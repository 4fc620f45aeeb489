import Domain
import NIOHTTP1
import Postgres
import TestSupport
import Testing

/// What a server says of itself, and what browsers are told to make of it.
@Suite("Attacks on the configuration")
struct MisconfigurationAttacks {
    @Test("V3.4.4 no answer is for a browser to guess the type of")
    func contentTypes() async throws {
        try await withAnswers { name, answer in
            #expect(answer.headers["X-Content-Type-Options"] == ["nosniff"], "\(name)")
            let types = ["application/json", "application/problem+json"]
            #expect(answer.body.isEmpty || types.contains(answer.headers.first(name: "Content-Type") ?? ""), "\(name)")
        }
    }

    @Test("V3.4.3 no answer lets a browser load anything, send a form or take another base")
    func contentSecurityPolicy() async throws {
        try await withAnswers { name, answer in
            let policy = answer.headers.first(name: "Content-Security-Policy") ?? ""
            for part in ["default-src 'none'", "base-uri 'none'", "form-action 'none'"] {
                #expect(policy.contains(part), "\(name)")
            }
            #expect(!policy.contains("unsafe"), "\(name)")
        }
    }

    @Test("V3.4.6 no answer can be framed")
    func framing() async throws {
        try await withAnswers { name, answer in
            let policy = answer.headers.first(name: "Content-Security-Policy") ?? ""
            #expect(policy.contains("frame-ancestors 'none'"), "\(name)")
        }
    }

    @Test("V3.4.5 no answer lets a browser tell others from which address it comes")
    func referrer() async throws {
        try await withAnswers { name, answer in
            #expect(answer.headers["Referrer-Policy"] == ["no-referrer"], "\(name)")
        }
    }

    @Test("V3.5.8 no answer can be embedded by another site")
    func embedding() async throws {
        try await withAnswers { name, answer in
            #expect(answer.headers["Cross-Origin-Resource-Policy"] == ["same-origin"], "\(name)")
        }
    }

    @Test("V14.3.2 no answer is kept by a cache")
    func caching() async throws {
        try await withAnswers { name, answer in
            #expect(answer.headers.first(name: "Cache-Control")?.contains("no-store") == true, "\(name)")
        }
    }

    @Test("V3.4.2 no other origin is let in, whatever it says that it is")
    func crossOrigin() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeAdmin().token
            for origin in ["https://evil.example", "null", platform.publicURL, "https://localhost.evil.example"] {
                let headers: HTTPHeaders = [
                    "Origin": origin, "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization",
                ]
                let read = try await platform.send(.GET, "/v1/me", token: token, headers: headers)
                let preflight = try await platform.send(.OPTIONS, "/v1/me", headers: headers)
                expectProblem(preflight, 405, "METHOD_NOT_ALLOWED")
                for reply in [read, preflight] {
                    let granted = reply.headers.filter { $0.name.lowercased().hasPrefix("access-control-") }
                    #expect(granted.isEmpty, "\(origin)")
                }
            }
        }
    }

    @Test("V3.4.1 over https every answer asks browsers to stay with https, for a year at least")
    func strictTransportSecurity() async throws {
        try await TestServer.with(isHTTPS: true) { server in
            for path in ["/v1/public", "/v1/nothing", "/v1/me", "/v1/broken"] {
                let answer = try #require(try await server.answer(get(path)))
                let age = answer.header("Strict-Transport-Security").first?.firstMatch(of: /max-age=(\d+)/)?.1
                #expect(age.flatMap { Int($0) } ?? 0 >= 31_536_000, "\(path)")
            }
        }
    }

    @Test("V13.4.4 TRACE sends nothing back of what it was sent")
    func trace() async throws {
        try await withPlatform { platform in
            let answer = try await platform.raw("TRACE /v1/me HTTP/1.1\r\nAuthorization: Bearer canary\r\n\r\n")
            #expect(answer?.status == 405)
            #expect(answer?.body.contains("canary") == false)
        }
    }

    @Test("V13.4.6 no answer names the server, what it is made of, or a version of it")
    func versions() async throws {
        try await withAnswers { name, answer in
            for header in ["Server", "X-Powered-By", "Via", "X-AspNet-Version", "X-Runtime"] {
                #expect(!answer.headers.contains(name: header), "\(name) \(header)")
            }
            for word in ["Swift", "NIO", "Hummingbird", "PostgreSQL", "libpq"] {
                #expect(!answer.text.contains(word) || name == "document", "\(name) \(word)")
            }
        }
    }

    @Test("V16.5.1 what goes wrong inside is told to nobody outside: no query, no trace, no host")
    func errorDetails() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            try await platform.database.run("ALTER TABLE keys RENAME TO keys_gone")
            let broken = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            try await platform.database.run("ALTER TABLE keys_gone RENAME TO keys")
            expectProblem(broken, 500, "INTERNAL")
            for word in ["keys_gone", "relation", "SELECT", "42P01", "Sources/", ".swift", "latchkey_app", "/tmp"] {
                #expect(!broken.text.contains(word), "\(word)")
            }
            expectStatus(try await platform.send(.GET, admin.path + "/keys", token: admin.token), 200)
        }
    }

    @Test("V16.5.3 while something is broken, nothing is let through that would be refused")
    func failsClosed() async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            try await platform.database.run("ALTER TABLE memberships RENAME TO memberships_gone")
            for token in [cast.admin.token, cast.stranger.token, cast.superUser] {
                let reply = try await platform.send(.GET, cast.path, token: token)
                #expect(reply.status == 500, "\(reply.text)")
            }
            try await platform.database.run("ALTER TABLE memberships_gone RENAME TO memberships")
            expectStatus(try await platform.send(.GET, cast.path, token: cast.admin.token), 200)
        }
    }

    @Test("API8:2023 a request under another host's name is answered by nobody here")
    func foreignHost() async throws {
        try await withPlatform { platform in
            for host in ["evil.example", "localhost.evil.example", "localhost@evil.example", "10.0.0.1"] {
                let answer = try await RawConnection.with(port: platform.port) { connection in
                    try await connection.send("GET /openapi.json HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                    connection.finish()
                    return RawAnswer.parse(Array(await connection.rest().utf8), toHead: false)?.0
                }
                #expect([400, 421].contains(answer?.status ?? 0), "\(host)")
                #expect(answer?.body.contains(host) == false)
            }
        }
    }

    @Test("V13.4.1 no file is served: not the source's history, no settings, nothing of the machine")
    func files() async throws {
        try await withPlatform { platform in
            for path in [
                "/.git/config", "/.env", "/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd",
                "/Package.swift", "/sql/schema.sql", "/index.html", "/backup.sql", "/.well-known/security.txt",
            ] {
                let answer = try await platform.raw("GET \(path) HTTP/1.1\r\n\r\n")
                #expect([400, 404].contains(answer?.status ?? 0), "\(path)")
            }
        }
    }

    @Test("V14.2.5 a path that looks like a file's is not answered with what is behind it")
    func cacheDeception() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for path in ["/v1/me/style.css", "/v1/me.css", "/v1/me;x.css", "/v1/me%2Fx.js", admin.path + "/x.png"] {
                expectProblem(try await platform.send(.GET, path, token: admin.token), 404, "NOT_FOUND")
            }
        }
    }

    /// An answer of every kind.
    private func withAnswers(_ body: @escaping @Sendable (String, HTTPReply) -> Void) async throws {
        try await withPlatform { platform in
            let cast = try await platform.makeCast()
            let key = try await platform.makeKey(in: cast.admin).id
            body("200", try await platform.read(key, in: cast.admin))
            body("201", try await platform.ask(.duplicate, key, in: cast.admin))
            body("document", try await platform.send(.GET, "/openapi.json"))
            body("401", try await platform.send(.GET, "/v1/me"))
            body("403", try await platform.send(.GET, cast.path + "/keys", token: cast.member.token))
            body("404", try await platform.send(.GET, cast.path + "/keys", token: cast.stranger.token))
            body("no such path", try await platform.send(.GET, "/v1/nothing"))
            body("405", try await platform.send(.PUT, "/v1/me"))
            body("413", try await platform.send(.POST, "/v1/sessions", bytes: Array(repeating: 32, count: 70_000)))
            body("415", try await platform.send(.POST, "/v1/sessions", [:], headers: ["Content-Type": "text/plain"]))
            body("422", try await platform.send(.POST, "/v1/sessions", [:]))
            body("204", try await platform.send(.DELETE, "/v1/sessions/current", token: cast.admin.token))
        }
    }
}
