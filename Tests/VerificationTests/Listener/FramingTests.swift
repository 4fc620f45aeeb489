import Domain
import Testing

@testable import Verification

@Suite("Framing", .timeLimit(.minutes(5)))
struct FramingTests {
    @Test(
        "what two programs could read in two ways is refused, and the connection with it",
        arguments: [
            "GET /echo HTTP/1.1\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost:\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: a b\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: a/b\r\n\r\n",
            "GET http://a/echo HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET echo HTTP/1.1\r\nHost: a\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /echo#x HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /echo\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /é HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /echo HTTP/2.0\r\nHost: a\r\n\r\n",
            "GET /echo HTTP/1.2\r\nHost: a\r\n\r\n",
            "GET /echo\r\n\r\n",
            "get /echo HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
            "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n\r\n",
            "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\u{00}\u{01}",
        ]
    )
    func refusesAmbiguity(_ request: String) async throws {
        try await withListener(routes: [.echo]) { listener in
            let client = try await listener.connect()
            await client.send(request)
            let answer = try #require(try await client.answer())
            #expect(answer.status == 400)
            #expect(answer["connection"] == "close")
            #expect(answer["content-type"] == "application/problem+json")
            #expect(answer.body.contains("\"code\":\"BAD_REQUEST\""))
            let id = try #require(answer["latchkey-request-id"])
            #expect(answer.body.contains("\"request_id\":\"\(id)\""))
            #expect(await client.isClosed())
        }
    }

    @Test("nothing that follows an unreadable request is answered")
    func answersNothingAfterRefusal() async throws {
        try await withListener(routes: [.echo]) { listener in
            let client = try await listener.connect()
            await client.send("GET /echo HTTP/1.1\r\n\r\nGET /echo?second HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer()?.status == 400)
            #expect(await client.isClosed())
        }
    }

    @Test("a request before an unreadable one is answered first")
    func answersBeforeRefusal() async throws {
        try await withListener(routes: [.slowEcho]) { listener in
            let client = try await listener.connect()
            await client.send("GET /slow?first HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n")
            #expect(try await client.answer()?.body == "first")
            #expect(try await client.answer()?.status == 400)
            #expect(await client.isClosed())
        }
    }

    @Test("headers beyond the limits are 431")
    func refusesLargeHeaders() async throws {
        let long = String(repeating: "x", count: 17_000)
        let many = (0..<101).map { "X-\($0): 1\r\n" }.joined()
        let requests = [
            "GET /echo?\(long) HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: a\r\nX-Long: \(long)\r\n\r\n",
            "GET /echo HTTP/1.1\r\nHost: a\r\n\(many)\r\n",
        ]
        try await withListener(routes: [.echo]) { listener in
            for request in requests {
                let answer = try await listener.answer(to: request)
                #expect(answer.status == 431)
                #expect(answer.body.contains("HEADERS_TOO_LARGE"))
            }
        }
    }

    @Test("a body over 64 KiB is 413, whether it says so before or not")
    func refusesLargeBodies() async throws {
        let chunk = "8000\r\n\(String(repeating: "x", count: 0x8000))\r\n"
        let requests = [
            "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n",
            "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk + chunk + chunk,
            "POST /v1/authorize HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk,
        ]
        try await withListenerAlone { listener in
            for request in requests {
                let client = try await listener.connect()
                await client.send(request)
                let answer = try #require(try await client.answer())
                #expect(answer.status == 413)
                #expect(answer.body.contains("PAYLOAD_TOO_LARGE"))
                #expect(await client.isClosed())
            }
        }
    }

    @Test("a body of 64 KiB in chunks is read")
    func acceptsFullBody() async throws {
        let key = String(repeating: "k", count: 65_536 - 10)
        let body = "{\"key\":\"\(key)\"}"
        let chunks = [body.prefix(40_000), body.dropFirst(40_000)].map { part in
            String(part.utf8.count, radix: 16) + "\r\n" + part + "\r\n"
        }
        try await withListenerAlone { listener in
            let answer = try await listener.answer(
                to: "POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n" + chunks.joined() + "0\r\n\r\n"
            )
            #expect(answer.status == 200)
            #expect(answer.body.contains("\"MALFORMED\""))
        }
    }

    @Test("a client that waits for leave to send its body gets it, or the refusal at once")
    func continues() async throws {
        let body = "{\"key\":\"x\"}"
        let head = "HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n"
        try await withListenerAlone { listener in
            let client = try await listener.connect()
            await client.send("POST /v1/verify \(head)Content-Type: application/json\r\n\r\n")
            #expect(try await client.answer()?.status == 100)
            await client.send(body)
            #expect(try await client.answer()?.status == 200)
            await client.send("POST /nowhere \(head)\r\n")
            #expect(try await client.answer()?.status == 404)
            #expect(await client.isClosed())
        }
    }

    @Test("HTTP/1.0 is answered and closed, or kept when asked for")
    func speaksOldVersion() async throws {
        try await withListener(routes: [.echo]) { listener in
            let client = try await listener.connect()
            await client.send("GET /echo?1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(try await client.answer()?["connection"] == "keep-alive")
            await client.send("GET /echo?2 HTTP/1.0\r\n\r\n")
            let last = try #require(try await client.answer())
            #expect(last.body == "2")
            #expect(last["connection"] == "close")
            #expect(await client.isClosed())
        }
    }

    @Test("a request for another protocol is answered in this one, and closed")
    func ignoresUpgrade() async throws {
        try await withListener(routes: [.echo]) { listener in
            let client = try await listener.connect()
            await client.send("GET /echo?x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
            let answer = try #require(try await client.answer())
            #expect(answer.body == "x")
            #expect(answer["connection"] == "close")
            #expect(await client.isClosed())
        }
    }

    @Test("every answer says when it was given and that it is not to be stored")
    func datesAnswers() async throws {
        try await withListener(routes: [.echo]) { listener in
            let answer = try await listener.answer(to: "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer["date"] == "Wed, 18 Nov 2026 11:06:40 GMT")
            #expect(answer["cache-control"] == "no-store")
        }
    }
}
