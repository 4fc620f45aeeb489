import BenchmarkSupport
import Domain
import Foundation
import Logging
import NIOCore
import NIOPosix
import Postgres
import ServiceLifecycle
import Store
import Verification
import Wire

/// A private listener as `latchkey serve` wires it: a pool for what is not in memory, a lease that is kept, usage that is written.
struct Installation: Sendable {
    let port: Int
    let memory: KeyMemory

    static let peppers: Peppers = {
        guard let pepper = Pepper(id: 1, bytes: Array(repeating: 7, count: 32)),
            let peppers = Peppers(newestFirst: [pepper])
        else { preconditionFailure("32 bytes are a pepper") }
        return peppers
    }()

    /// Runs it while `body` does.
    static func with(
        _ url: String,
        cachedKeys: Int = 100_000,
        on eventLoops: any EventLoopGroup,
        _ body: (Installation) async throws -> Void
    ) async throws {
        let pools = [
            Pool(configuration: try checkConnections(url), logger: .silent),
            Pool(configuration: try leaseConnections(url), logger: .silent),
            Pool(configuration: try PostgresConfiguration(url), logger: .silent),
        ]
        let memory = KeyMemory(capacity: cachedKeys)
        let meter = UsageMeter()
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let listener = listener(Database(pool: pools[0]), memory, meter, eventLoops) { continuation.yield($0) }
        let group = ServiceGroup(
            services: pools.map { $0 as any Service } + [
                LeaseKeeper(memory: memory, database: Database(pool: pools[1]), logger: .silent),
                UsageFlusher(meter: meter, database: Database(pool: pools[2]), logger: .silent), listener,
            ],
            logger: .silent
        )
        let running = Task { try await group.run() }
        let result: Result<Void, any Error>
        do {
            for await port in ports {
                try await body(Installation(port: port, memory: memory))
                break
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try result.get()
    }

    private static func checkConnections(_ url: String) throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url)
        configuration.plansOnce = true
        return configuration
    }

    private static func leaseConnections(_ url: String) throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url)
        configuration.poolSize = 3
        return configuration
    }

    private static func listener(
        _ database: Database,
        _ memory: KeyMemory,
        _ meter: UsageMeter,
        _ eventLoops: any EventLoopGroup,
        _ onListening: @escaping @Sendable (Int) -> Void
    ) -> PrivateListener {
        PrivateListener(
            host: "127.0.0.1",
            port: 0,
            database: database,
            memory: memory,
            peppers: peppers,
            meter: meter,
            trustedProxies: TrustedProxies(["127.0.0.1"].compactMap { IPNetwork($0) }),
            gatewayToken: nil,
            requireReady: {},
            logger: .silent,
            now: { Instant(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)) },
            eventLoops: eventLoops,
            onListening: { onListening($0.port ?? 0) }
        )
    }
}
