import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Verification

@Suite("Plain requests", .timeLimit(.minutes(5)))
struct PlainRequestTests {
    @Test("what is read as plain the parser and the rules of framing read in the same way", arguments: 1...4)
    func agreesWithParser(_ seed: UInt64) throws {
        var maker = RequestMaker(seed: seed)
        var plain = 0
        for round in 0..<2000 {
            let whole = ByteBuffer(bytes: maker.bytes())
            var rest = whole
            guard let request = PlainRequest(from: &rest, within: ListenerLimits()) else {
                #expect(rest == whole, "seed \(seed), round \(round)")
                continue
            }
            plain += 1
            let taken = try #require(whole.getSlice(at: 0, length: whole.readableBytes - rest.readableBytes))
            let parsed = try Parsed(taken)
            let framing = try Framing(parsed.head)
            #expect(framing.keepsAlive && !framing.expectsContinue, "seed \(seed), round \(round)")
            let head = RequestHead(parsed.head)
            #expect(request.head.method == head.method, "seed \(seed), round \(round)")
            #expect(request.head.path == head.path, "seed \(seed), round \(round)")
            #expect(request.head.query == head.query, "seed \(seed), round \(round)")
            #expect(request.body == parsed.body, "seed \(seed), round \(round)")
            for name in RequestMaker.names {
                #expect(request.head.headers.values(name) == head.headers.values(name), "seed \(seed), round \(round)")
                #expect(request.head.headers.only(name) == head.headers.only(name), "seed \(seed), round \(round)")
            }
        }
        #expect(plain > 500, "seed \(seed)")
    }

    @Test("a stream is answered in the same bytes, whoever reads it and however it is divided", arguments: 1...4)
    func answersTheSame(_ seed: UInt64) async throws {
        var maker = RequestMaker(seed: seed)
        try await withListener(routes: [.echo, .slowEcho]) { listener in
            for round in 0..<50 {
                let stream = Array((0..<6).map { _ in maker.request() }.joined().utf8) + Array(Self.last.utf8)
                let place = maker.place(in: stream)
                let expected = try await answers(of: listener, to: [Self.forParser, stream], dropping: 1)
                let whole = try await answers(of: listener, to: [stream])
                #expect(whole == expected, "seed \(seed), round \(round)")
                let divided = try await answers(of: listener, to: [Array(stream[..<place]), Array(stream[place...])])
                #expect(divided == expected, "seed \(seed), round \(round)")
            }
        }
    }

    /// Behind it the parser reads everything.
    private static let forParser = Array("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".utf8)

    private static let last = "GET /echo?last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    /// Without what differs from one to the next: the ids of requests.
    private func answers(of listener: TestListener, to parts: [[UInt8]], dropping count: Int = 0) async throws -> String
    {
        let client = try await listener.connect()
        for part in parts { await client.send(part) }
        for _ in 0..<count { _ = try await client.answer() }
        let text = await client.rest()
        await client.close()
        return text.replacing(/req_[0-9a-z]{26}/, with: "req")
    }

    @Test(
        "whatever is not plain is left as it is, for the parser",
        arguments: [
            "", "GET ", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
            "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "PUT / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617\r\n\r\nx",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: \u{e9}\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: a \r\n\r\n",
        ]
    )
    func leavesTheRest(_ text: String) {
        var bytes = ByteBuffer(string: text)
        #expect(PlainRequest(from: &bytes, within: ListenerLimits()) == nil)
        #expect(bytes == ByteBuffer(string: text))
    }

    @Test("headers beyond the limits are left to the parser, which refuses them")
    func leavesLargeHeaders() {
        let long = "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 16_384))\r\n\r\n"
        let many = "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: 1\r\n", count: 100))\r\n"
        for text in [long, many] {
            var bytes = ByteBuffer(string: text)
            #expect(PlainRequest(from: &bytes, within: ListenerLimits()) == nil)
        }
    }
}

/// A request as the parser reads it, which is all that it reads.
private struct Parsed {
    let head: HTTPRequestHead
    private(set) var body = ByteBuffer()

    init(_ bytes: ByteBuffer) throws {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        try channel.writeInbound(bytes)
        guard case .head(let head)? = try channel.readInbound(as: HTTPServerRequestPart.self) else {
            throw NotOneRequest()
        }
        self.head = head
        var isEnded = false
        while let part = try channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .body(let bytes) where !isEnded: body.writeImmutableBuffer(bytes)
            case .end(nil) where !isEnded: isEnded = true
            default: throw NotOneRequest()
            }
        }
        guard isEnded, try channel.finish().isClean else { throw NotOneRequest() }
    }
}

private struct NotOneRequest: Error {}
