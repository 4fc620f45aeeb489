import BenchmarkSupport
import CAllocationCount
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

/// Prints how many requests a second `/v1/authorize` and `POST /v1/verify` answer for a key in memory, and how many a bare
/// SwiftNIO server does that answers the same bytes; in alternating rounds of one run, and the ratio of the two. Then how
/// often each asks for memory in one request.
///
///     VerificationBenchmark [rounds] [seconds] [connections]
///
/// It starts a PostgreSQL of its own. Each server has half of the machine's cores for its event loops, and the load
/// generator a thread of its own, so that a server is never idle because the load waits for a core.
@main
struct Benchmark {
    let rounds: Int
    let duration: Duration
    let connections: Int
    let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map(Int.init)
        try await Benchmark(
            rounds: arguments.first.flatMap(\.self) ?? 5,
            duration: .seconds(arguments.dropFirst().first.flatMap(\.self) ?? 3),
            connections: arguments.dropFirst(2).first.flatMap(\.self) ?? 32
        ).run()
    }

    private func run() async throws {
        try await withPostgres { url in
            var configuration = try PostgresConfiguration(url)
            configuration.poolSize = 16
            let pool = Pool(configuration: configuration, logger: .silent)
            let key = try await Seed.insertKey(pool)
            try await withListener(pool) { port in
                for question in [Question.authorize(key), .verify(key)] {
                    try await compare(question, port)
                }
            }
            await pool.close()
        }
    }

    private func compare(_ question: Question, _ port: Int) async throws {
        let answer = try await question.ask(port: port)
        let bare = try await BareServer.start(answering: answer, on: eventLoops)
        guard try await question.ask(port: bare) == answer else { throw NotAnAnswer() }
        let load = HTTPLoad(request: question.request, answerLength: answer.count, connections: connections)
        try await Comparison(
            "\(question.name): \(connections) connections, answers of \(answer.count) bytes",
            of: question.name,
            with: "bare"
        ).run(
            rounds: rounds,
            theirs: { try await load.answersPerSecond(port: bare, duration) },
            ours: { try await load.answersPerSecond(port: port, duration) }
        )
        let (theirs, ours) = (try await cost(load, bare), try await cost(load, port))
        print("  allocations a request: bare \(theirs.allocations), \(question.name) \(ours.allocations)")
        print("  processor time a request: bare \(theirs.time) µs, \(question.name) \(ours.time) µs")
    }

    /// What one request costs a server, besides what the load generator costs. What else this process does meanwhile is
    /// lost among so many requests.
    private func cost(_ load: HTTPLoad, _ port: Int) async throws -> (allocations: String, time: String) {
        let requests = 100_000
        let (allocations, time) = (allocation_count(), processorTime())
        let loadTime = try await load.run(port: port, answers: requests)
        let spent = (processorTime() - time - loadTime) / .microseconds(1)
        return (
            String(format: "%.1f", Double(allocation_count() - allocations) / Double(requests)),
            String(format: "%.2f", spent / Double(requests))
        )
    }

    private func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func withListener(_ pool: Pool, _ body: (Int) async throws -> Void) async throws {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let listener = PrivateListener(
            host: "127.0.0.1",
            port: 0,
            database: Database(pool: pool),
            peppers: Seed.peppers,
            meter: UsageMeter(),
            trustedProxies: TrustedProxies(["127.0.0.1"].compactMap { IPNetwork($0) }),
            gatewayToken: nil,
            requireReady: {},
            logger: .silent,
            now: { Instant(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)) },
            eventLoops: eventLoops,
            onListening: { continuation.yield($0.port ?? 0) }
        )
        let group = ServiceGroup(services: [listener], logger: .silent)
        let running = Task { try await group.run() }
        for await port in ports {
            try await body(port)
            break
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }
}
