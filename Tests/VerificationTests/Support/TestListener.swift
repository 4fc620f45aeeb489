import Domain
import Logging
import NIOCore
import Postgres
import ServiceLifecycle
import Store
import TestSupport

import Wire

@testable import Verification

/// A private listener that runs, and how to make it stop.
struct TestListener: Sendable {
    let address: SocketAddress
    private let group: ServiceGroup

    fileprivate init(address: SocketAddress, group: ServiceGroup) {
        self.address = address
        self.group = group
    }

    func stop() async {
        await group.triggerGracefulShutdown()
    }

    func connect() async throws -> RawClient {
        try await RawClient.connect(to: address)
    }

    /// One request on a connection of its own.
    func answer(to request: String, isHead: Bool = false) async throws -> RawAnswer {
        let client = try await connect()
        await client.send(request)
        guard let answer = try await client.answer(toHead: isHead) else { throw NoAnswer() }
        await client.close()
        return answer
    }
}

struct NoAnswer: Error {}

/// The wall clock of tests: only `Date` and request ids show it.
let testNow = Instant(microseconds: 1_795_000_000_000_000)

/// Runs a listener with routes of the test's own.
func withListener<Result: Sendable>(
    routes: [Route],
    gatewayToken: GatewayToken? = nil,
    limits: ListenerLimits = .patient,
    _ body: (TestListener) async throws -> Result
) async throws -> Result {
    try await run(limits, body) { onListening in
        PrivateListener(
            host: "127.0.0.1",
            port: 0,
            responder: Responder(
                routes: routes,
                gatewayToken: gatewayToken,
                logger: .silent,
                now: { testNow },
                entropy: .seeded(1)
            ),
            limits: limits,
            onListening: onListening
        )
    }
}

/// Runs the listener as it is wired, on a database.
func withListener<Result: Sendable>(
    on database: Database,
    memory: KeyMemory = KeyMemory(),
    peppers: Peppers,
    meter: UsageMeter = UsageMeter(),
    trustedProxies: [IPNetwork] = [],
    gatewayToken: GatewayToken? = nil,
    limits: ListenerLimits = .patient,
    requireReady: @escaping @Sendable () async throws -> Void = {},
    _ body: (TestListener) async throws -> Result
) async throws -> Result {
    try await run(limits, body) { onListening in
        PrivateListener(
            host: "127.0.0.1",
            port: 0,
            database: database,
            memory: memory,
            peppers: peppers,
            meter: meter,
            trustedProxies: TrustedProxies(trustedProxies),
            gatewayToken: gatewayToken,
            requireReady: requireReady,
            logger: .silent,
            now: { testNow },
            limits: limits,
            onListening: onListening
        )
    }
}

/// Runs the listener on a database that cannot be reached: well-formed keys get a 503.
func withListenerAlone<Result: Sendable>(
    memory: KeyMemory = KeyMemory(),
    trustedProxies: [IPNetwork] = [],
    gatewayToken: GatewayToken? = nil,
    limits: ListenerLimits = .patient,
    _ body: (TestListener) async throws -> Result
) async throws -> Result {
    let pool = try unreachablePool()
    let requireReady: @Sendable () async throws -> Void = { _ = try await pool.query("SELECT 1") }
    let result = try await withListener(
        on: Database(pool: pool),
        memory: memory,
        peppers: .test,
        trustedProxies: trustedProxies,
        gatewayToken: gatewayToken,
        limits: limits,
        requireReady: requireReady,
        body
    )
    await pool.close()
    return result
}

func unreachablePool() throws -> Pool {
    Pool(configuration: try PostgresConfiguration("host=/nonexistent dbname=none"), logger: .silent)
}

private func run<Result: Sendable>(
    _ limits: ListenerLimits,
    _ body: (TestListener) async throws -> Result,
    _ make: (@escaping @Sendable (SocketAddress) -> Void) -> PrivateListener
) async throws -> Result {
    let (addresses, continuation) = AsyncStream<SocketAddress>.makeStream()
    let listener = make { continuation.yield($0) }
    let group = ServiceGroup(services: [listener], logger: .silent)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        var iterator = addresses.makeAsyncIterator()
        guard let address = await iterator.next() else { throw NoAnswer() }
        do {
            let result = try await body(TestListener(address: address, group: group))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        } catch {
            await group.triggerGracefulShutdown()
            try? await tasks.waitForAll()
            throw error
        }
    }
}

extension ListenerLimits {
    /// For tests that are not about deadlines: a machine that is busy must not look like a client that is slow.
    static var patient: ListenerLimits {
        var limits = ListenerLimits()
        limits.request = .seconds(600)
        limits.idle = .seconds(600)
        return limits
    }
}
