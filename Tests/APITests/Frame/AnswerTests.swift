import AsyncHTTPClient
import Domain
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@Suite("Answers", .timeLimit(.minutes(5)))
struct AnswerTests {
    @Test(
        "of every kind carry the security headers, the date and the request's id",
        arguments: [
            (get("/v1/public"), 200), (get("/v1/nothing"), 404), (get("/v1/me"), 401), (get("/v1/broken"), 500),
            (get("/v1/list?limit=0"), 422), ("DELETE /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n", 204),
            ("PUT /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n", 405), ("GET /v1/public HTTP/1.1\r\n\r\n", 400),
            ("nonsense\r\n\r\n", 400), ("OPTIONS /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        ]
    )
    func commonHeaders(request: String, status: Int) async throws {
        try await TestServer.with { server in
            let answer = try #require(try await server.answer(request))
            #expect(answer.status == status)
            #expect(answer.header("Strict-Transport-Security") == [])
            expectCommonHeaders(answer)
        }
    }

    @Test("ask browsers to stay with https when that is how they reach us")
    func strictTransportSecurity() async throws {
        try await TestServer.with(isHTTPS: true) { server in
            let answer = try await server.answer(get("/v1/public"))
            #expect(answer?.header("Strict-Transport-Security") == ["max-age=31536000"])
        }
    }

    @Test("each have an id of their own, which the problem repeats")
    func requestIDs() async throws {
        try await TestServer.with { server in
            var ids: Set<String> = []
            for _ in 0..<100 {
                let answer = try #require(try await server.answer(get("/v1/nothing")))
                let id = try #require(answer.header("Latchkey-Request-Id").first)
                #expect(ID<Request>(id) != nil)
                #expect(answer.body.contains(id))
                ids.insert(id)
            }
            #expect(ids.count == 100)
        }
    }

    @Test(
        "to paths that are not exactly a route's are 404",
        arguments: [
            "/", "/v1", "/v1/", "/v1/public/", "//v1/public", "/v1//public", "/V1/public", "/v1/Public", "/v1/./public",
            "/v1/x/../public", "/v1/%70ublic", "/v1/public%2F", "/v1/echo", "/v1/echo/", "/v1/echo/a/b",
            "/v1/public;a=b",
        ]
    )
    func notFound(path: String) async throws {
        try await TestServer.with { server in
            try expectProblem(#require(try await server.answer(get(path))), 404, "NOT_FOUND")
        }
    }

    @Test(
        "see a path's parameter percent-decoded, once",
        arguments: [
            ("a%2Fb", "a/b"), ("%C3%A9", "é"), ("%25", "%"), ("%2525", "%25"), ("a+b", "a+b"), ("%2e%2E", ".."),
            ("a:@!$&'()*+,;=-._~", "a:@!$&'()*+,;=-._~"),
        ]
    )
    func percentDecoding(sent: String, seen: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.answer(get("/v1/echo/\(sent)"))
            #expect(answer?.body == JSON.object([.init("text", .string(seen))]).text)
        }
    }

    @Test(
        "to targets that are no target are 400",
        arguments: [
            "/v1/echo/%", "/v1/echo/%4", "/v1/echo/%zz", "/v1/echo/%+1", "/v1/echo/%00", "/v1/echo/%0a", "/v1/echo/%7f",
            "/v1/echo/%ff", "/v1/echo/%c0%af", "/v1/echo/%ed%a0%80", "/v1/echo/a\"b", "/v1/echo/a<b", "/v1/echo/a\\b",
            "/v1/echo/a|b", "/v1/echo/a{b}", "/v1/echo/a^b", "/v1/echo/a`b", "/v1/echo/a[b]", "/v1/public#fragment",
            "/v1/list?q=%", "/v1/list?q=%00", "/v1/list?q=<", "/v1/list?q=[]", "/v1/list?q=a#b", "/v1/nothing%",
        ]
    )
    func badTarget(target: String) async throws {
        try await TestServer.with { server in
            try expectProblem(#require(try await server.answer(get(target))), 400, "BAD_REQUEST")
        }
    }

    @Test("prefer a literal part of a route to a parameter")
    func literalFirst() async throws {
        try await TestServer.with { server in
            let answer = try await server.answer(get("/v1/echo/summary"))
            #expect(answer?.body == "{\"summary\":true}")
        }
    }

    @Test("to a wrong method are 405 and name the right ones", arguments: ["PUT", "PATCH", "OPTIONS", "TRACE"])
    func wrongMethod(method: String) async throws {
        try await TestServer.with { server in
            let request = "\(method) /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let answer = try #require(try await server.answer(request))
            try expectProblem(answer, 405, "METHOD_NOT_ALLOWED")
            #expect(answer.header("Allow") == ["DELETE, GET, HEAD, POST"])
        }
    }

    @Test("to HEAD are those to GET without the body", arguments: ["/v1/public", "/v1/nothing", "/v1/me"])
    func head(path: String) async throws {
        try await TestServer.with { server in
            let get = try #require(try await server.answer(get(path)))
            let text = try await server.exchange("HEAD \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let head = try #require(RawAnswer.parse(Array(text.utf8), toHead: true)?.0)
            #expect(text.hasSuffix("\r\n\r\n"))
            #expect(head.status == get.status)
            let names = { (answer: RawAnswer) in answer.headers.map { $0.prefix { $0 != ":" } } }
            #expect(names(head) == names(get))
            #expect(head.header("Content-Length") == get.header("Content-Length"))
        }
    }

    @Test("to a refused HEAD have no body either")
    func refusedHead() async throws {
        try await TestServer.with { server in
            let text = try await server.exchange("HEAD /v1/public HTTP/1.1\r\nHost: evil.example\r\n\r\n")
            #expect(text.hasPrefix("HTTP/1.1 421 "))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("without a body have no length when there can be none")
    func noContent() async throws {
        try await TestServer.with { server in
            let answer = try #require(
                try await server.answer("DELETE /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n")
            )
            #expect(answer.status == 204)
            #expect(answer.header("Content-Length") == [])
            #expect(answer.header("Content-Type") == [])
        }
    }

    @Test("know the client's address")
    func remoteAddress() async throws {
        try await TestServer.with { server in
            let answer = try await server.answer(get("/v1/address"))
            #expect(answer?.body == "{\"address\":\"127.0.0.1\"}")
        }
    }

    @Test("say when to come back while something is unavailable")
    func unavailable() async throws {
        try await TestServer.with { server in
            let answer = try #require(try await server.answer(get("/v1/unavailable")))
            try expectProblem(answer, 503, "UNAVAILABLE")
            #expect(answer.header("Retry-After") == ["5"])
        }
    }

    @Test("serve an ordinary client")
    func ordinaryClient() async throws {
        try await TestServer.with { server in
            let client = HTTPClient.shared
            for number in 0..<5 {
                var request = HTTPClientRequest(url: "http://localhost:\(server.port)/v1/public")
                request.method = .POST
                request.headers = ["Content-Type": "application/json; charset=utf-8"]
                request.body = .bytes(ByteBuffer(string: "{\"name\":\"\(String(repeating: "n", count: number))\"}"))
                let response = try await client.execute(request, timeout: .seconds(60))
                #expect(response.status == .created)
                let body = try await response.body.collect(upTo: 1024)
                #expect(String(buffer: body) == "{\"length\":\(number)}")
            }
        }
    }

    @Test("that fail tell nothing of the cause, which the log has under the request's id, and no secret")
    func log() async throws {
        let lines = LogLines()
        let answer = try await TestServer.with(logger: lines.logger) { server in
            let headers = "Host: localhost\r\nAuthorization: Bearer s3cret-token\r\nLatchkey-Reason: s3cret-reason\r\n"
            _ = try await server.answer("GET /v1/list?limit=x&q=s3cret-query HTTP/1.1\r\n\(headers)\r\n")
            _ = try await server.answer("GET /v1/echo/s3cret-path HTTP/1.1\r\n\(headers)\r\n")
            _ = try await server.answer("GET /v1/me HTTP/1.1\r\n\(headers)\r\n")
            _ = try await server.answer(
                post("Content-Type: application/json\r\nContent-Length: 14", "{\"s3cret\":true")
            )
            return try #require(try await server.answer("GET /v1/broken HTTP/1.1\r\n\(headers)\r\n"))
        }
        try expectProblem(answer, 500, "INTERNAL")
        #expect(!answer.body.contains("wheel"))
        let line = try #require(lines.all.first { $0.contains("wheel") })
        #expect(line.hasPrefix("error"))
        #expect(line.contains(try #require(answer.header("Latchkey-Request-Id").first)))
        #expect(line.contains("/v1/broken") && line.contains("status=500") && line.contains("duration_ms="))
        #expect(lines.all.contains { $0.contains("route=/v1/echo/{text}") && $0.contains("method=GET") })
        #expect(!lines.all.contains { $0.contains("s3cret") })
    }
}

func get(_ target: String) -> String {
    "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n"
}

/// Keeps what is logged.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.map { "\($0)=\($1)" }.sorted()
            lines.lines.withLock { $0.append("\(event.level) \(event.message) \(all.joined(separator: " "))") }
        }
    }
}
