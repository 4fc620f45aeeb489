import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("nginx", .timeLimit(.minutes(5)))
struct NginxTests {
    @Test("every refusal is a problem document made of what Latchkey said in headers")
    func problems() async throws {
        try await withStage(.nginx) { stage in
            let limit: JSON = ["requests": 1, "window_seconds": 3600]
            let narrow = try await stage.platform.makeKey(
                in: stage.admin,
                scopes: ["invoices:read"],
                ["rate_limit": limit]
            )
            .secret
            for (path, key, status, title, code) in [
                ("/invoices", "nonsense", 401, "Unauthorized", "MALFORMED"),
                ("/customers", narrow, 403, "Forbidden", "INSUFFICIENT_SCOPE"),
                ("/invoices", narrow, 200, "", ""),
                ("/invoices", narrow, 429, "Too Many Requests", "RATE_LIMITED"),
            ] as [(String, String, UInt, String, String)] {
                let reply = try await stage.gateway.ask(path, key: key)
                #expect(reply.status == status)
                guard status != 200 else { continue }
                #expect(reply.headers["Content-Type"] == ["application/problem+json"])
                #expect(reply.headers["Cache-Control"] == ["no-store"])
                #expect(reply.string("type") == "about:blank")
                #expect(reply.string("title") == title)
                #expect(reply["status"] == .integer(Int64(status)))
                #expect(reply.code == code)
                #expect(reply.string("detail")?.isEmpty == false)
                #expect(reply.string("request_id") == reply.headers.first(name: "Latchkey-Request-Id"))
                #expect(!reply.text.contains(key))
            }
        }
    }

    @Test("what is left of a limit is told to who is admitted, and nothing to a key without one")
    func tellsWhatIsLeft() async throws {
        try await withStage(.nginx) { stage in
            let limit: JSON = ["requests": 60, "window_seconds": 3600, "burst": 5]
            let limited = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes, ["rate_limit": limit])
            let free = try await stage.platform.makeKey(in: stage.admin, scopes: Stage.scopes)
            let one = try await stage.gateway.ask("/invoices", key: limited.secret)
            #expect(one.headers["RateLimit-Policy"] == [#""key";q=60;w=3600"#])
            #expect(one.headers.first(name: "RateLimit")?.hasPrefix(#""key";r=4;t="#) == true)
            let other = try await stage.gateway.ask("/invoices", key: free.secret)
            #expect(!other.headers.contains(name: "RateLimit"))
            #expect(!other.headers.contains(name: "RateLimit-Policy"))
        }
    }

    @Test("the question cannot be asked from outside, and what needs no key needs none")
    func inside() async throws {
        try await withStage(.nginx) { stage in
            for path in ["/_latchkey", "/_latchkey?scope=x", "/%5flatchkey", "//_latchkey"] {
                let reply = try await stage.gateway.ask(path)
                #expect([401, 404].contains(reply.status), "\(path)")
            }
            let open = try await stage.gateway.ask("/status")
            #expect(open.status == 204)
        }
    }

    @Test(
        "a path written otherwise is asked for the scopes of the location that it means",
        arguments: [
            "/customers", "//customers", "/./customers", "/x/../customers", "/%63ustomers", "/x/%2e%2e/customers",
        ]
    )
    func otherwiseWritten(path: String) async throws {
        try await withStage(.nginx) { stage in
            let narrow = try await stage.platform.makeKey(in: stage.admin, scopes: ["invoices:read"]).secret
            expectRefusal(try await stage.gateway.ask(path, key: narrow), 403, "INSUFFICIENT_SCOPE")
            #expect(stage.gateway.application.requests.isEmpty)
        }
    }

    @Test("a location that does not say which scopes it needs is closed, also to keys that are good for anything")
    func forgotten() async throws {
        let answer = StubServer.Answer(status: 204, body: "")
        try await withStubServer({ _ in answer }) { latchkey in
            try await withGateway(
                .nginx,
                askingAt: latchkey.port,
                changing: { $0.replacing("set $latchkey_scopes invoices:read;", with: "") }
            ) { gateway in
                let closed = try await gateway.ask("/invoices", key: "a-key")
                #expect(closed.status == 503)
                #expect(latchkey.requests.isEmpty)
                let open = try await gateway.ask("/customers", key: "a-key")
                #expect(open.status == 200)
            }
        }
    }

    static let deploy = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy")
        .standardized

    @Test("connections to Latchkey are kept, whatever it answers")
    func keepsAlive() async throws {
        try await withStage(.nginx) { stage in
            let narrow = try await stage.platform.makeKey(in: stage.admin, scopes: ["invoices:read"]).secret
            // The one that there is may be there already, and others had ports of the same number a moment ago.
            let before = try connections(to: stage.latchkeyPort)
            for _ in 0..<20 {
                for (path, key, status) in [
                    ("/invoices", narrow, 200), ("/customers", narrow, 403), ("/invoices", "nonsense", 401),
                ] as [(String, String, UInt)] {
                    let reply = try await stage.gateway.ask(path, key: key)
                    #expect(reply.status == status)
                }
            }
            let made = try connections(to: stage.latchkeyPort).subtracting(before)
            #expect(made.count <= 1)
        }
    }

    /// All that were made to a port on this machine in the last minute, which is how long a closed one is remembered.
    private func connections(to port: Int) throws -> Set<Substring> {
        let suffix = ":" + String(port, radix: 16, uppercase: true).leftPadded(to: 4)
        let lines = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).split(separator: "\n").dropFirst()
        let peers = lines.compactMap { line -> Substring? in
            let words = line.split(separator: " ")
            if words[1].hasSuffix(suffix), words[3] != "0A" { return words[2] }
            return words[2].hasSuffix(suffix) ? words[1] : nil
        }
        return Set(peers)
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - count)) + self
    }
}
