import Domain
import Testing

@Suite("What is wrong with a request as HTTP", .timeLimit(.minutes(5)))
struct FramingTests {
    @Test(
        "is refused with a problem document, and the connection is closed",
        arguments: [
            ("no Host", "GET /v1/public HTTP/1.1\r\n\r\n", 400, "BAD_REQUEST"),
            ("HTTP/1.0 without Host", "GET /v1/public HTTP/1.0\r\n\r\n", 400, "BAD_REQUEST"),
            ("two Hosts", "GET /v1/public HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400, "BAD_REQUEST"),
            ("an empty Host", "GET /v1/public HTTP/1.1\r\nHost:\r\n\r\n", 400, "BAD_REQUEST"),
            ("two names in Host", "GET /v1/public HTTP/1.1\r\nHost: localhost, localhost\r\n\r\n", 400, "BAD_REQUEST"),
            ("a user in Host", "GET /v1/public HTTP/1.1\r\nHost: me@localhost\r\n\r\n", 400, "BAD_REQUEST"),
            ("a Host port that is none", "GET /v1/public HTTP/1.1\r\nHost: localhost:x\r\n\r\n", 400, "BAD_REQUEST"),
            ("another's Host", "GET /v1/public HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "MISDIRECTED_REQUEST"),
            (
                "a longer Host", "GET /v1/public HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n", 421,
                "MISDIRECTED_REQUEST"
            ),
            (
                "an absolute target", "GET http://localhost/v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n", 400,
                "BAD_REQUEST"
            ),
            ("an asterisk target", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "BAD_REQUEST"),
            ("CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "BAD_REQUEST"),
            ("an unknown method", "FROB /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "BAD_REQUEST"),
            ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "BAD_REQUEST"),
            ("HTTP/1.2", "GET /v1/public HTTP/1.2\r\nHost: localhost\r\n\r\n", 400, "BAD_REQUEST"),
            ("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}", 400, "BAD_REQUEST"),
            ("a folded header", "GET /v1/public HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c\r\n\r\n", 400, "BAD_REQUEST"),
            ("a space before a colon", "GET /v1/public HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "BAD_REQUEST"),
            (
                "a control character", "GET /v1/public HTTP/1.1\r\nHost: localhost\r\nA: b\u{1}\r\n\r\n", 400,
                "BAD_REQUEST"
            ),
            ("a bare line feed", "GET /v1/public HTTP/1.1\nHost: localhost\n\n", 400, "BAD_REQUEST"),
            ("an end in the middle", "GET /v1/public HTTP/1.1\r\nHost: local", 400, "BAD_REQUEST"),
            ("an unknown expectation", post("Expect: magic\r\nContent-Length: 2", "{}"), 400, "BAD_REQUEST"),
            ("two lengths", post("Content-Length: 2\r\nContent-Length: 2", "{}"), 400, "BAD_REQUEST"),
            ("two different lengths", post("Content-Length: 2\r\nContent-Length: 3", "{}"), 400, "BAD_REQUEST"),
            ("a list of lengths", post("Content-Length: 2, 2", "{}"), 400, "BAD_REQUEST"),
            ("a signed length", post("Content-Length: +2", "{}"), 400, "BAD_REQUEST"),
            (
                "a length and chunks", post("Content-Length: 2\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n"),
                400, "BAD_REQUEST"
            ),
            (
                "chunks and a length", post("Transfer-Encoding: chunked\r\nContent-Length: 2", "2\r\n{}\r\n0\r\n\r\n"),
                400, "BAD_REQUEST"
            ),
            (
                "an unknown encoding", post("Transfer-Encoding: gzip, chunked", "2\r\n{}\r\n0\r\n\r\n"), 400,
                "BAD_REQUEST"
            ),
            ("chunked twice", post("Transfer-Encoding: chunked, chunked", "2\r\n{}\r\n0\r\n\r\n"), 400, "BAD_REQUEST"),
            (
                "a chunk size that is none", post("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n"), 400,
                "BAD_REQUEST"
            ),
            ("a huge length", post("Content-Length: 99999999999999999999", ""), 400, "BAD_REQUEST"),
            ("a body too large", post("Content-Length: 65537", ""), 413, "PAYLOAD_TOO_LARGE"),
            (
                "a header too large",
                "GET /v1/public HTTP/1.1\r\nHost: localhost\r\nA: \(String(repeating: "a", count: 9000))\r\n\r\n",
                431, "HEADERS_TOO_LARGE"
            ),
            (
                "too many headers",
                "GET /v1/public HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "A: b\r\n", count: 101))\r\n",
                431, "HEADERS_TOO_LARGE"
            ),
            ("a target too long", "GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", 431, "HEADERS_TOO_LARGE"),
        ]
    )
    func refused(what: String, request: String, status: Int, code: String) async throws {
        try await TestServer.with { server in
            // A good request behind it must not be answered as well.
            let text = try await server.exchange(request + "GET /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let (answer, length) = try #require(RawAnswer.parse(Array(text.utf8), toHead: false), "\(what)")
            #expect(length == text.utf8.count, "\(what)")
            #expect(answer.header("Connection") == ["close"], "\(what)")
            try expectProblem(answer, status, code)
        }
    }

    @Test("a body may have 64 KiB, by length or in chunks, and not one byte more")
    func bodySize() async throws {
        try await TestServer.with { server in
            for (size, status) in [(65536, 201), (65537, 413)] {
                let body = "{\"name\":\"\(String(repeating: "x", count: size - 11))\"}"
                let json = "Content-Type: application/json\r\n"
                let whole = try await server.answer(post("\(json)Content-Length: \(size)", body))
                #expect(whole?.status == status)
                let chunks = "8000\r\n\(body.prefix(0x8000))\r\n" + chunk(body.dropFirst(0x8000)) + "0\r\n\r\n"
                let chunked = try await server.answer(post("\(json)Transfer-Encoding: chunked", chunks))
                #expect(chunked?.status == status)
            }
        }
    }

    @Test("several requests sent at once are answered in their order, the last one before the end too")
    func pipelining() async throws {
        try await TestServer.with { server in
            let requests = (0..<50).map { "GET /v1/echo/\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
            var rest = Array(try await server.exchange(requests.joined()).utf8)
            for number in 0..<50 {
                let (answer, length) = try #require(RawAnswer.parse(rest, toHead: false))
                #expect(answer.body == "{\"text\":\"\(number)\"}")
                rest.removeFirst(length)
            }
            #expect(rest.isEmpty)
        }
    }

    @Test("a connection is kept open, unless the client asks to close it or speaks HTTP/1.0")
    func keepAlive() async throws {
        try await TestServer.with { server in
            try await RawConnection.with(port: server.port) { connection in
                for _ in 0..<3 {
                    try await connection.send("GET /v1/public HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    #expect(try await connection.answer()?.header("Connection") == [])
                }
                try await connection.send("GET /v1/public HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                #expect(try await connection.answer()?.header("Connection") == ["close"])
                #expect(try await connection.answer() == nil)
            }
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(
                    "GET /v1/public HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
                )
                #expect(try await connection.answer()?.header("Connection") == ["close"])
                #expect(try await connection.answer() == nil)
            }
        }
    }

    @Test("a client that waits for 100 Continue gets it, or the refusal at once")
    func expectContinue() async throws {
        try await TestServer.with { server in
            try await RawConnection.with(port: server.port) { connection in
                let headers = "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 14"
                try await connection.send(post(headers, ""))
                #expect(try await connection.answer()?.status == 100)
                try await connection.send("{\"name\":\"abc\"}")
                #expect(try await connection.answer()?.status == 201)
                try await connection.send(post("Expect: 100-continue\r\nContent-Length: 65537", ""))
                #expect(try await connection.answer()?.status == 413)
            }
        }
    }

    @Test("an offer to upgrade is ignored")
    func upgrade() async throws {
        try await TestServer.with { server in
            let headers = "Host: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
            let answer = try await server.answer("GET /v1/public HTTP/1.1\r\n\(headers)\r\n")
            #expect(answer?.status == 200)
            #expect(answer?.header("Connection") == ["close"])
        }
    }

    @Test(
        "hosts are told apart by name, and by port where one is given",
        arguments: [
            ("localhost", 200), ("LOCALHOST:1234", 200), ("admin.example.com", 421), ("admin.example.com:8443", 200),
            ("admin.example.com:443", 421), ("[::1]:80", 200), ("[::2]", 421), ("[::1", 400),
        ]
    )
    func hosts(host: String, status: Int) async throws {
        try await TestServer.with(hosts: ["localhost", "Admin.example.com:8443", "[::1]"]) { server in
            let answer = try await server.answer("GET /v1/public HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            #expect(answer?.status == status)
        }
    }
}

func post(_ headers: String, _ body: String) -> String {
    "POST /v1/public HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n\r\n\(body)"
}

func chunk(_ text: some StringProtocol) -> String {
    "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n"
}

/// Exactly the members of RFC 9457 and ours, and the headers that belong to every answer.
func expectProblem(_ answer: RawAnswer, _ status: Int, _ code: String) throws {
    #expect(answer.status == status)
    #expect(answer.header("Content-Type") == ["application/problem+json"])
    let document = try JSON(parsing: Array(answer.body.utf8))
    #expect(document["status"] == .integer(Int64(status)))
    #expect(document["code"] == .string(code))
    #expect(document["request_id"] == answer.header("Latchkey-Request-Id").first.map { .string($0) })
    for name in ["type", "title", "detail"] {
        guard case .string = document[name] else {
            Issue.record("no \(name) in \(answer.body)")
            continue
        }
    }
    expectCommonHeaders(answer)
}

func expectCommonHeaders(_ answer: RawAnswer) {
    #expect(answer.header("Cache-Control") == ["no-store"])
    #expect(answer.header("X-Content-Type-Options") == ["nosniff"])
    #expect(
        answer.header("Content-Security-Policy") == [
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ]
    )
    #expect(answer.header("Referrer-Policy") == ["no-referrer"])
    #expect(answer.header("Cross-Origin-Resource-Policy") == ["same-origin"])
    #expect(answer.header("Date") == ["Wed, 18 Nov 2026 11:06:40 GMT"])
    #expect(answer.header("Latchkey-Request-Id").first?.hasPrefix("req_") == true)
}
