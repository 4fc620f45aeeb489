import BenchmarkSupport
import Domain
import Foundation
import Logging
import NIOCore
import Postgres
import ServiceLifecycle
import Store
import Verification
import Wire

/// Prints how many requests a second `POST /v1/verify` answers when each check reads the database, and how many a bare
/// SwiftNIO route does that answers the same bytes; in alternating rounds of one run, and the ratio of the two.
///
///     VerificationBenchmark [rounds] [seconds] [connections]
///
/// It starts a PostgreSQL of its own. The load generator shares the machine, as it does for both.
@main
struct Benchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map(Int.init)
        let rounds = arguments.first.flatMap(\.self) ?? 5
        let seconds = arguments.dropFirst().first.flatMap(\.self) ?? 3
        let connections = arguments.dropFirst(2).first.flatMap(\.self) ?? 32
        try await withPostgres { url in
            var configuration = try PostgresConfiguration(url)
            configuration.poolSize = 16
            let pool = Pool(configuration: configuration, logger: .silent)
            let key = try await Seed.insertKey(pool)
            try await withVerifier(pool) { address in
                try await compare(address, key, rounds: rounds, seconds: seconds, connections: connections)
            }
            await pool.close()
        }
    }

    private static func compare(
        _ address: SocketAddress,
        _ key: String,
        rounds: Int,
        seconds: Int,
        connections: Int
    ) async throws {
        let body = "{\"key\":\"\(key)\",\"scopes\":[\"orders:read\"],\"ip\":\"192.0.2.1\",\"environment\":\"LIVE\"}"
        let request = """
            POST /v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r
            Content-Length: \(body.utf8.count)\r\n\r\n\(body)
            """
        let sample = try await Load.sample(address, request)
        let bare = try await BareServer.start(answering: sample)
        let load = Load(request: request, answerLength: sample.count, connections: connections)
        print("\(connections) connections, \(seconds) s a round, answers of \(sample.count) bytes")
        var ratios: [Double] = []
        for round in 1...rounds {
            let theirs = try await load.run(bare, .seconds(seconds))
            let ours = try await load.run(address, .seconds(seconds))
            ratios.append(ours / theirs)
            print("  round \(round): bare \(Int(theirs))/s, verify \(Int(ours))/s, ratio \(rounded(ours / theirs))")
        }
        print("  median ratio \(rounded(ratios.sorted()[ratios.count / 2]))")
    }

    private static func rounded(_ number: Double) -> String {
        String(format: "%.3f", number)
    }

    private static func withVerifier(_ pool: Pool, _ body: (SocketAddress) async throws -> Void) async throws {
        let (addresses, continuation) = AsyncStream<SocketAddress>.makeStream()
        let listener = PrivateListener(
            host: "127.0.0.1",
            port: 0,
            database: Database(pool: pool),
            peppers: Seed.peppers,
            meter: UsageMeter(),
            trustedProxies: TrustedProxies([]),
            gatewayToken: nil,
            requireReady: {},
            logger: .silent,
            now: { Instant(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)) },
            onListening: { continuation.yield($0) }
        )
        let group = ServiceGroup(services: [listener], logger: .silent)
        let running = Task { try await group.run() }
        for await address in addresses {
            try await body(address)
            break
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }
}
