import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import TestSupport
import Testing

/// A gateway that a test started, in front of Latchkey and of an application.
struct Gateway: Sendable {
    let url: String
    let application: StubServer

    func ask(
        _ path: String,
        _ method: HTTPMethod = .GET,
        key: String? = nil,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil
    ) async throws -> HTTPReply {
        var headers = headers
        if let key { headers.add(name: "Authorization", value: "Bearer \(key)") }
        return try await HTTPReply(from: url + path, method, headers: headers, body: body)
    }

    /// All that the application ever got of requests to this path.
    func served(_ path: String) -> [StubServer.Request] {
        application.requests.filter { $0.path.hasPrefix(path) }
    }
}

struct NotInstalled: Error {}

/// Lends a gateway, and ends it afterwards.
///
/// - Parameters:
///   - latchkey: the port of the private listener, or of what stands in its place.
///   - token: what the gateway tells it.
///   - change: what is done to the configuration beyond addresses and the token.
func withGateway(
    _ kind: GatewayKind,
    askingAt latchkey: Int,
    token: String? = nil,
    changing change: @escaping @Sendable (String) -> String = { $0 },
    _ body: @escaping @Sendable (Gateway) async throws -> Void
) async throws {
    guard let program = kind.program else {
        Issue.record("\(kind) is not installed. Run bin/test once: it installs what is missing.")
        throw NotInstalled()
    }
    try await withStubServer({ _ in StubServer.Answer(headers: [("X-Served", "yes")], body: "served") }) {
        application in
        let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-gateway-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let places = GatewayKind.Places(
            port: try await freePort(),
            latchkey: latchkey,
            application: application.port,
            token: token,
            change: change
        )
        try kind.configure(in: folder, places)
        let process = try GatewayProcess(program, kind.arguments, in: folder, token: token)
        do {
            let gateway = Gateway(url: "http://127.0.0.1:\(places.port)", application: application)
            let isUp = try await eventually { (try? await gateway.ask("/status"))?.status == 204 }
            try #require(isUp, "\(kind) did not start:\n\(process.said)")
            try await body(gateway)
        } catch {
            await process.end()
            throw error
        }
        await process.end()
    }
}

/// A port that nobody listens on now.
func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .bind(host: "127.0.0.1", port: 0).get()
    let port = channel.localAddress?.port ?? 0
    try await channel.close()
    return port
}

/// A gateway's process. It goes when its input is closed, also when we do.
private final class GatewayProcess: Sendable {
    private let input = Pipe()
    private let log: URL
    private let hasEnded: AsyncStream<Void>

    init(_ program: String, _ arguments: [String], in folder: URL, token: String?) throws {
        log = folder.appending(path: "log")
        try Data().write(to: log)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // What Swift's threads start has all signals blocked but those that cannot be; so has the shell, which waits for none.
        process.arguments =
            ["-c", "\"$@\" </dev/null & read -r end; kill -9 $!", "sh", program] + arguments
        process.currentDirectoryURL = folder
        process.environment = ["HOME": folder.path(), "LATCHKEY_GATEWAY_TOKEN": token ?? ""]
        process.standardInput = input
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        let (hasEnded, end) = AsyncStream.makeStream(of: Void.self)
        self.hasEnded = hasEnded
        process.terminationHandler = { _ in end.finish() }
        try process.run()
    }

    var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// Returns when it has: it writes to its folder until then.
    func end() async {
        try? input.fileHandleForWriting.close()
        for await _ in hasEnded {}
    }
}
