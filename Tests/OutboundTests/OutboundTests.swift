import Domain
import Foundation
import TestSupport
import Testing

@testable import Outbound

@Suite("Asking servers that tenants name")
struct OutboundTests {
    @Test(
        "takes no address that hides where it leads",
        arguments: [
            "", "example.com", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///path",
            "https://user@example.com/", "https://user:secret@example.com/", "https://example.com:0/",
            "https://example.com:65536/", "https://example.com/#fragment", "https://exa mple.com/",
            "https://example.com\\@evil.example/", "https://%31%32%37.0.0.1/", "https://exämple.com/",
            "https://example.com/\r\nHost: evil.example",
        ]
    )
    func badURLs(text: String) {
        #expect(throws: OutboundFailure.invalidURL) { try OutboundURL(text) }
    }

    @Test("asks over TLS only")
    func plainHTTP() async throws {
        let url = try OutboundURL("http://example.com/")
        await #expect(throws: OutboundFailure.invalidURL) { try await Outbound().get(url) }
    }

    @Test(
        "asks no address of our own, however it is written",
        arguments: [
            "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "localhost", "169.254.169.254", "10.0.0.1",
            "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[fe80::1]", "[fd00::1]",
        ]
    )
    func ownAddresses(host: String) async throws {
        let url = try OutboundURL("https://\(host):9/")
        await #expect(throws: OutboundFailure.notPublic) { try await Outbound().get(url) }
    }

    @Test("asks nobody whose name leads inside as well as outside")
    func mixedAddresses() async throws {
        let resolver = Resolver { _ in [IPAddress("8.8.8.8"), IPAddress("10.0.0.1")].compactMap(\.self) }
        let url = try OutboundURL("https://mixed.example/")
        await #expect(throws: OutboundFailure.notPublic) { try await Outbound(resolver: resolver).get(url) }
    }

    @Test("says when nobody has the name")
    func unknownHost() async throws {
        let url = try OutboundURL("https://nobody.example/")
        await #expect(throws: OutboundFailure.unknownHost) {
            try await Outbound(resolver: Resolver { _ in [] }).get(url)
        }
    }

    @Test("connects to the very address that was judged, and asks for a name once")
    func pinnedAddress() async throws {
        try await withStubServer { _ in
            StubServer.Answer(body: "{}")
        } body: { server in
            let asked = Counter()
            let resolver = Resolver { _ in
                asked.increment()
                return [IPAddress("127.0.0.1")].compactMap(\.self)
            }
            let outbound = Outbound(allowsPrivate: true, resolver: resolver)
            let answer = try await outbound.get(try OutboundURL("http://nobody.example:\(server.port)/"))
            #expect(answer.status == 200)
            #expect(asked.value == 1)
            #expect(server.requests.map(\.host) == ["nobody.example:\(server.port)"])
        }
    }

    @Test("connects to the very address that was judged when the name is in capitals too, which nobody looks up again")
    func pinnedInCapitals() async throws {
        try await withStubServer { _ in
            StubServer.Answer(body: "{}")
        } body: { server in
            let resolver = Resolver { $0 == "nobody.example" ? [IPAddress("127.0.0.1")].compactMap(\.self) : [] }
            let outbound = Outbound(allowsPrivate: true, resolver: resolver)
            let url = try OutboundURL("HTTP://NoBody.EXAMPLE:\(server.port)/A?b=C")
            #expect(try await outbound.get(url).status == 200)
            #expect(try await outbound.post([("a", "b")], to: url).status == 200)
            #expect(server.requests.map(\.host) == Array(repeating: "nobody.example:\(server.port)", count: 2))
            #expect(server.requests.map(\.path) == ["/A?b=C", "/A?b=C"])
        }
    }

    @Test("follows no redirect")
    func redirect() async throws {
        let answer = StubServer.Answer(status: 302, headers: [("Location", "http://127.0.0.1:1/")], body: "")
        try await withStubServer { _ in
            answer
        } body: { server in
            let reply = try await Outbound(allowsPrivate: true).get(try OutboundURL(server.url))
            #expect(reply.status == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test("reads 256 KiB and no more")
    func size() async throws {
        try await withStubServer { request in
            StubServer.Answer(body: String(repeating: "x", count: request.path == "/fits" ? 256 << 10 : 256 << 10 + 1))
        } body: { server in
            let outbound = Outbound(allowsPrivate: true)
            let answer = try await outbound.get(try OutboundURL(server.url + "/fits"))
            #expect(answer.body.count == 256 << 10)
            let url = try OutboundURL(server.url + "/more")
            await #expect(throws: OutboundFailure.tooLarge) { try await outbound.get(url) }
        }
    }

    @Test("waits no longer than it is told: for a name, or for an answer", .timeLimit(.minutes(1)))
    func patience() async throws {
        let never = Resolver { _ in
            for await _ in AsyncStream<Void>.makeStream().stream {}
            throw CancellationError()
        }
        let named = try OutboundURL("https://slow.example/")
        await #expect(throws: (any Error).self) {
            try await Outbound(resolver: never, patience: .milliseconds(20)).get(named)
        }
        try await withStubServer { _ in
            nil
        } body: { server in
            let url = try OutboundURL(server.url)
            await #expect(throws: OutboundFailure.late) {
                try await Outbound(allowsPrivate: true, patience: .milliseconds(200)).get(url)
            }
        }
    }
}
