import Domain
import NIOHTTP1
import TestSupport
import Testing

/// Text that means something elsewhere.
@Suite("Attacks by injection")
struct InjectionAttacks {
    static let hostile = [
        "'; DROP TABLE keys; --", "' OR '1'='1", "\\'; SELECT pg_sleep(10); --", "$1", "%", "_", "\\", "a\\' --",
        "*/ DELETE FROM keys /*", "{{7*7}}", "${7*7}", "%n%s%x", "<script>alert(1)</script>", "=cmd|' /C calc'!A0",
        "../../etc/passwd", "Robert\u{2019}); DROP TABLE keys;--",
    ]

    @Test("V1.2.4 text that is SQL is kept as text, wherever it can be sent", arguments: hostile)
    func sql(text: String) async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let name = "x\(text)"
            let (key, _) = try await platform.makeKey(in: admin, name: name, ["description": .string(text)])
            let read = try await platform.read(key, in: admin)
            #expect(read.string("name") == name)
            #expect(read.string("description") == text)
            for parameter in ["sort", "status", "cursor", "environment", "limit"] {
                let path = admin.path + "/keys?\(parameter)=\(text.percentEncoded)"
                let reply = try await platform.send(.GET, path, token: admin.token)
                #expect([400, 422].contains(reply.status), "\(parameter) \(reply.status)")
            }
            let found = try await platform.send(.GET, admin.path + "/keys?q=\(name.percentEncoded)", token: admin.token)
            #expect(found.data("id") == [key])
            let byID = try await platform.read(text.percentEncoded, in: admin)
            #expect([400, 404].contains(byID.status))
            #expect(try await platform.database.strings("SELECT count(*) FROM keys") == ["1"])
        }
    }

    @Test("V1.2.4 what stands for any text in SQL stands for itself in a search")
    func wildcards() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            _ = try await platform.makeKey(in: admin, name: "Till")
            for text in ["%", "_", "____", "%ill", ".*", "*", "\\"] {
                let path = admin.path + "/keys?q=\(text.percentEncoded)"
                let found = try await platform.send(.GET, path, token: admin.token)
                #expect(found["data"] == [], "\(text)")
            }
        }
    }

    @Test("V1.1.1 what is encoded twice is decoded once")
    func doubleEncoding() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let twice = admin.id.replacing("_", with: "%255F")
            expectProblem(try await platform.send(.GET, "/v1/tenants/\(twice)", token: admin.token), 404, "NOT_FOUND")
            let key = try await platform.makeKey(in: admin, name: "100%25 sure").id
            let once = try await platform.send(.GET, admin.path + "/keys?q=100%2525", token: admin.token)
            #expect(once.data("id") == [key])
            let wrong = try await platform.send(.GET, admin.path + "/keys?q=100%25", token: admin.token)
            #expect(wrong.data("id") == [key])
            let none = try await platform.send(.GET, admin.path + "/keys?q=100%25%20", token: admin.token)
            #expect(none["data"] == [])
        }
    }

    @Test("V2.2.1 a name hides nothing: no control character, no NUL, no reversal of direction, no lone surrogate")
    func hiddenCharacters() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for text in [
                #"a\u0000b"#, #"a\u001bb"#, #"a\u202eb"#, #"a\u2066b"#, #"a\r\nb"#, #"a\u007fb"#, #"a\ud800b"#,
            ] {
                let body = #"{"name":"\#(text)","scopes":["customers:read"]}"#
                let reply = try await platform.send(
                    .POST,
                    admin.path + "/keys",
                    bytes: Array(body.utf8),
                    token: admin.token
                )
                #expect([400, 422].contains(reply.status), "\(text) \(reply.status)")
            }
        }
    }

    @Test("V1.4.2 numbers beyond all bounds overflow nothing")
    func numbers() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let staff = try await platform.makeStaff(.superUser)
            for number in [
                "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999999999",
                "-1", "0.1", String(repeating: "9", count: 1000),
            ] {
                let body = #"{"limit":\#(number),"reason":"Test"}"#
                let reply = try await platform.send(
                    .PUT,
                    admin.path + "/key-limit",
                    bytes: Array(body.utf8),
                    token: staff
                )
                #expect([400, 422].contains(reply.status), "\(number.prefix(30)) \(reply.text)")
            }
        }
    }

    @Test("V1.2.1 no line break gets from a request into an answer's head")
    func responseSplitting() async throws {
        try await withPlatform { platform in
            let token = try await platform.makeAdmin().token
            for target in ["/v1/tenants/a%0d%0aX-Injected:%201", "/v1/tenants?cursor=a%0d%0aX-Injected:%201"] {
                let answer = try await platform.raw(
                    "GET \(target) HTTP/1.1\r\nAuthorization: Bearer \(token)\r\n\r\n"
                )
                #expect([400, 404, 422].contains(answer?.status ?? 0), "\(target)")
                #expect(answer?.header("X-Injected") == [])
            }
            let request = "GET /v1/me HTTP/1.1\r\nAuthorization: Bearer \(token)\r\nLatchkey-Request-Id: mine\r\n\r\n"
            #expect(try await platform.raw(request)?.header("Latchkey-Request-Id").contains("mine") == false)
        }
    }

    @Test("V16.4.1 nothing that a client sends gets into the log: not its path, its query, its headers or its body")
    func logInjection() async throws {
        let log = LogLines()
        try await TestServer.with(logger: log.logger) { server in
            let canary = "canary%20level=error"
            _ = try await server.exchange(
                "GET /v1/echo/\(canary)?q=canary HTTP/1.1\r\nHost: localhost\r\nUser-Agent: canary\r\n\r\n"
            )
            _ = try await server.exchange(post("X-Canary: canary\r\nContent-Length: 16", #"{"name":"canary"#))
            _ = try await server.exchange("GET /canary\u{1b}[31m HTTP/1.1\r\nHost: localhost\r\n\r\n")
        }
        #expect(log.all.count >= 2)
        #expect(log.all.filter { $0.contains("canary") } == [])
    }

    @Test("V4.2.1 a request within a request's body is no request")
    func smuggling() async throws {
        try await withPlatform { platform in
            let inner = "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let heads = [
                "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 44\r\n\r\n", "Content-Length: +0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u{b}chunked\r\n\r\n0\r\n\r\n",
            ]
            for head in heads {
                let all = try await RawConnection.with(port: platform.port) { connection in
                    try await connection.send("POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\n\(head)\(inner)")
                    connection.finish()
                    return await connection.rest()
                }
                #expect(all.hasPrefix("HTTP/1.1 400"), "\(head)")
                #expect(all.split(separator: "HTTP/1.1 ").count == 1, "\(head)")
            }
        }
    }

    @Test("V15.3.7 of a parameter that is sent twice neither counts, however it is spelled")
    func parameterPollution() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for query in ["limit=1&limit=100", "limit=1&%6cimit=100", "status=ACTIVE&status=REVOKED", "q=a&q=b"] {
                let reply = try await platform.send(.GET, admin.path + "/keys?\(query)", token: admin.token)
                #expect(reply.errors.contains { $0.hasSuffix("DUPLICATE_FIELD") }, "\(query) \(reply.text)")
            }
        }
    }

    @Test("V3.7.2 no request says where an answer sends somebody")
    func openRedirect() async throws {
        try await withPlatform { platform in
            let (admin, evil) = (try await platform.makeAdmin(), "https://evil.example")
            for target in [
                "//evil.example/v1/me", "/v1/me?next=\(evil)", "/v1/me/", "/\(evil)",
                "/v1/sessions?redirect_uri=\(evil)", "/v1/single-sign-on/\(admin.id)?redirect_uri=\(evil)",
                "/v1/single-sign-on/\(admin.id)?next=\(evil)",
                "/v1/single-sign-on/\(admin.id)/callback?state=a&code=a&redirect_uri=\(evil)",
                "/v1/single-sign-on/\(admin.id)/callback?state=a&code=a&next=\(evil)", "/\\evil.example",
                "/.evil.example",
            ] {
                let answer = try await platform.raw(
                    "GET \(target) HTTP/1.1\r\nAuthorization: Bearer \(admin.token)\r\n\r\n"
                )
                #expect((400..<500).contains(answer?.status ?? 0), "\(target)")
                #expect(answer?.header("Location") == [])
            }
        }
    }
}

extension String {
    /// Each byte, so that nothing depends on what must be encoded.
    fileprivate var percentEncoded: String {
        utf8.map { ($0 < 16 ? "%0" : "%") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
