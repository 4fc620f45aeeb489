import API
import Domain
import Logging
import ServiceLifecycle
import Testing

/// A listening server with a few routes of its own.
struct TestServer {
    let port: Int
    let latch: Latch
    private let group: ServiceGroup
    private let run: Task<Void, any Error>

    func beginShutdown() async {
        await group.triggerGracefulShutdown()
    }

    /// Waits until nothing of it runs any more.
    func stopped() async throws {
        try await run.value
    }

    /// One connection, these bytes and no more, and everything that comes back.
    func exchange(_ text: String) async throws -> String {
        try await exchange(Array(text.utf8))
    }

    func exchange(_ bytes: [UInt8]) async throws -> String {
        try await RawConnection.with(port: port) { connection in
            try await connection.send(bytes)
            connection.finish()
            return await connection.rest()
        }
    }

    /// The only answer to these bytes.
    func answer(_ text: String, toHead: Bool = false) async throws -> RawAnswer? {
        RawAnswer.parse(Array(try await exchange(text).utf8), toHead: toHead)?.0
    }

    /// Runs a server while `body` runs, and shuts it down gracefully behind it.
    static func with<Result: Sendable>(
        limits: Limits = Limits(),
        hosts: [String] = ["localhost"],
        isHTTPS: Bool = false,
        logger: Logger = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() },
        _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let latch = Latch()
        let server = APIServer(
            .init(
                address: "127.0.0.1",
                port: 0,
                hosts: AllowedHosts(hosts),
                publicURL: isHTTPS ? "https://localhost" : "http://localhost",
                limits: limits
            ),
            routes: testRoutes(latch),
            authenticate: authenticate,
            now: { Instant(microseconds: 1_795_000_000_000_000) },
            entropy: .system,
            logger: logger,
            onListening: { port in continuation.yield(port) }
        )
        let group = ServiceGroup(services: [server], logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        do {
            let result = try await body(TestServer(port: port, latch: latch, group: group, run: run))
            await group.triggerGracefulShutdown()
            try await run.value
            return result
        } catch {
            run.cancel()
            throw error
        }
    }
}

/// Counts requests that reached their handler, and holds those that ask for it until it opens.
actor Latch {
    private var isOpen = false
    private var arrived = 0
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func arrive() {
        arrived += 1
        for watcher in watchers where watcher.count == arrived { watcher.continuation.resume() }
        watchers.removeAll { $0.count == arrived }
    }

    func pass() async {
        arrive()
        guard !isOpen else { return }
        await withCheckedContinuation { held.append($0) }
    }

    /// Waits until this many have arrived.
    func arrivals(_ count: Int) async {
        guard arrived < count else { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    /// How many have arrived when that time has passed.
    func most(within time: Duration) async -> Int {
        try? await Task.sleep(for: time)
        return arrived
    }

    func open() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }
}
