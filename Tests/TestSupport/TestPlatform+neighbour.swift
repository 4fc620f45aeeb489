import Domain
import Logging
import NIOCore
import NIOHTTP1
import Operations
import Postgres
import Store
import Verification
import Wire

/// Another instance's verifier over a platform's database, with a memory and a lease of its own.
package struct Neighbour: Sendable {
    fileprivate let url: String

    /// The verdict on a key, as a gateway gets it.
    package func verdict(_ key: String) async throws -> String? {
        let body: JSON = ["key": .string(key)]
        return try await HTTPReply(from: url + "/v1/verify", .POST, body: body.encoded()).string("verdict")
    }

    /// How often memory has answered.
    package func hits() async throws -> Double {
        let name = "latchkey_cache_hits_total "
        let lines = try await HTTPReply(from: url + "/metrics").text.split(separator: "\n")
        return lines.first { $0.hasPrefix(name) }.flatMap { Double($0.dropFirst(name.count)) } ?? 0
    }
}

extension TestPlatform {
    /// Lends another instance's verifier, and ends it afterwards.
    package func withNeighbour(_ body: (Neighbour) async throws -> Void) async throws {
        let pool = Pool(configuration: try PostgresConfiguration(database.url), logger: .silent)
        let store = Database(pool: pool)
        let memory = KeyMemory()
        let keeper = LeaseKeeper(memory: memory, database: store, logger: .silent)
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let listener = PrivateListener(
            host: "127.0.0.1",
            port: 0,
            database: store,
            memory: memory,
            peppers: try .test,
            meter: UsageMeter(),
            trustedProxies: TrustedProxies([]),
            gatewayToken: nil,
            requireReady: {},
            logger: .silent,
            now: SystemClock.now,
            onListening: { ready.yield($0.port ?? 0) }
        )
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await listener.run() }
                group.addTask { await keeper.run() }
                defer { group.cancelAll() }
                guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
                try await body(Neighbour(url: "http://127.0.0.1:\(port)"))
            }
            await pool.close()
        } catch {
            await pool.close()
            throw error
        }
    }
}
