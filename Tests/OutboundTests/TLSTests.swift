import Domain
import Foundation
import TestSupport
import Testing

@testable import Outbound

@Suite("Posting over TLS", .timeLimit(.minutes(1)))
struct TLSTests {
    /// An address of this machine, whatever the name.
    private static let here = Resolver { _ in [IPAddress("127.0.0.1")].compactMap(\.self) }

    private func post(
        to host: String,
        _ server: TLSServer,
        trust: Trust? = nil
    ) async throws -> PostReport {
        let outbound = Outbound(
            allowsPrivate: true,
            resolver: Self.here,
            trust: trust ?? Trust(authority: server.authority)
        )
        let url = try OutboundURL("https://\(host):\(server.port)/hook?a=b")
        return await outbound.post(Array("{}".utf8), headers: [("webhook-id", "evt_1")], to: url)
    }

    @Test("believes a certificate for the name that was asked for, at the address that was judged")
    func good() async throws {
        try await withTLSServer(names: "hooks.example") { server in
            let report = try await post(to: "hooks.example", server)
            #expect(report.failure == nil && report.status == 200)
            #expect(report.address == IPAddress("127.0.0.1"))
            // What the server was told: the name, to choose a certificate by, and the request.
            let heard = String(decoding: report.body, as: UTF8.self)
            #expect(heard == "hooks.example POST /hook?a=b hooks.example:\(server.port) evt_1 {}")
        }
    }

    @Test("believes none for another name, none that is over, and none that anybody could have made")
    func bad() async throws {
        try await withTLSServer(names: "hooks.example") { server in
            let reports = [
                try await post(to: "other.example", server), try await post(to: "127.0.0.1", server),
                try await post(to: "hooks.example", server, trust: .system),
            ]
            #expect(reports.map(\.failure) == [.tls, .tls, .tls])
        }
        try await withTLSServer(names: "hooks.example", days: -1) { server in
            let report = try await post(to: "hooks.example", server)
            #expect(report.failure == .tls)
        }
    }

    @Test("tells a server that speaks no TLS from one that is not there")
    func noTLS() async throws {
        try await withStubServer { _ in
            StubServer.Answer(body: "")
        } body: { server in
            let outbound = Outbound(allowsPrivate: true, resolver: Self.here)
            let url = try OutboundURL("https://hooks.example:\(server.port)/")
            let report = await outbound.post([], headers: [], to: url, within: .seconds(5))
            #expect(report.failure == .tls)
            let nobody = await outbound.post([], headers: [], to: try OutboundURL("https://hooks.example:1/"))
            #expect(nobody.failure == .refused && nobody.address == IPAddress("127.0.0.1"))
        }
    }

    @Test("asks for a name once each time, and judges what it is told")
    func names() async throws {
        let url = try OutboundURL("https://hooks.example/")
        let mixed = Resolver { _ in [IPAddress("8.8.8.8"), IPAddress("10.0.0.1")].compactMap(\.self) }
        let inside = Outbound(resolver: mixed)
        #expect(await inside.post([], headers: [], to: url).failure == .notPublic)
        let nowhere = Outbound(resolver: Resolver { _ in [] })
        #expect(await nowhere.post([], headers: [], to: url).failure == .unknownHost)
        let never = Resolver { _ in
            for await _ in AsyncStream<Void>.makeStream().stream {}
            throw CancellationError()
        }
        let late = await Outbound(resolver: never).post([], headers: [], to: url, within: .milliseconds(30))
        #expect(late.failure == .late)
        let plain = await Outbound().post([], headers: [], to: try OutboundURL("http://hooks.example/"))
        #expect(plain.failure == .invalidURL)
    }
}

/// A server with a certificate of an authority of the test's own, which answers with what it was told.
private struct TLSServer: Sendable {
    let port: Int
    let authority: String
}

private func withTLSServer(
    names: String,
    days: Int = 2,
    _ body: (TLSServer) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = Process()
    program.executableURL = URL(filePath: "/usr/bin/env")
    program.arguments = ["bash", "-c", script, "tls", names, "\(days)"]
    program.currentDirectoryURL = folder
    try program.run()
    // Its signals are blocked in what is started from here, but this one.
    defer { kill(program.processIdentifier, SIGKILL) }
    let port = folder.appending(path: "port")
    try await eventually("the server listens") { FileManager.default.fileExists(atPath: port.path()) }
    let text = try String(contentsOf: port, encoding: .utf8)
    try await body(TLSServer(port: Int(text) ?? 0, authority: folder.appending(path: "ca.pem").path()))
}

private let script = #"""
    set -e
    key="ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    openssl req -x509 -newkey $key -days 2 -subj /CN=authority -keyout ca.key -out ca.pem 2>/dev/null
    openssl req -newkey $key -subj /CN=server -keyout server.key -out server.csr 2>/dev/null
    echo "subjectAltName=DNS:$1" >names
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "$2" -extfile names \
        -out server.pem 2>/dev/null
    exec python3 - <<'END'
    import http.server, os, ssl

    named = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            said = " ".join([str(named[-1]), "POST", self.path, self.headers["host"], self.headers["webhook-id"], body])
            self.send_response(200)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("server.pem", "server.key")
    context.sni_callback = lambda socket, name, context: named.append(name)
    server = Server(("127.0.0.1", 0), Hook)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with open("port.new", "w") as file:
        file.write(str(server.server_port))
    os.rename("port.new", "port")
    server.serve_forever()
    END
    """#
