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
            let leases = Pool(configuration: try PostgresConfiguration(url), logger: .silent)
            let key = try await Seed.insertKey(pool)
            try await withListener(pool, leases) { port in
                for question in [Question.authorize(key), .verify(key)] {
                    try await compare(question, port)
                }
            }
            await leases.close()
            await pool.close()
        }
    }

    private func compare(_ question: Question, _ port: Int) async throws {
        let answer = try await question.ask(port: port)
        let bare = try await BareServer.start(answering: answer, on: eventLoops)
        guard try await question.ask(port: bare) == answer else { throw NotAnAnswer() }
        let load = HTTPLoad(request: question.request, answerLength: answer.count, connections: connections)
        // Until the lease is trusted, and the key in memory.
        _ = try await load.answersPerSecond(port: port, .seconds(1))
        try await Comparison(
            "\(question.name): \(connections) connections, answers of \(answer.count) bytes",
            of: question.name,
            with: "bare"
        ).run(
            rounds: rounds,
            theirs: { try await load.answersPerSecond(port: bare, duration) },
            ours: { try await load.answersPerSecond(port: port, duration) }
        )
        try await compareCosts(question, load, bare: bare, ours: port)
    }

    /// In turns as well: on a machine that does other things, processor time varies too.
    private func compareCosts(_ question: Question, _ load: HTTPLoad, bare: Int, ours: Int) async throws {
        var (theirs, own): ([Cost], [Cost]) = ([], [])
        for _ in 0..<max(1, rounds * 3) {
            theirs.append(try await cost(load, bare))
            own.append(try await cost(load, ours))
        }
        let name = question.name
        let ratios = zip(theirs, own).map { $0.microseconds / $1.microseconds }
        print("  allocations a request: bare \(median(theirs, \.allocations)), \(name) \(median(own, \.allocations))")
        print("  processor time a request: bare \(median(theirs, \.microseconds)) µs,", terminator: " ")
        print("\(name) \(median(own, \.microseconds)) µs, median ratio \(median(ratios, \.self))")
    }

    private func median<Value>(_ values: [Value], _ number: (Value) -> Double) -> String {
        String(format: "%.2f", values.map(number).sorted()[values.count / 2])
    }

    /// What one request costs a server.
    private struct Cost {
        let allocations: Double
        let microseconds: Double
    }

    /// Without what it costs the load generator. What else this process does meanwhile is lost among so many requests.
    private func cost(_ load: HTTPLoad, _ port: Int) async throws -> Cost {
        let requests = 20_000
        let (allocations, time) = (allocation_count(), processorTime())
        let loadTime = try await load.run(port: port, answers: requests)
        let spent = (processorTime() - time - loadTime) / .microseconds(1)
        return Cost(
            allocations: Double(allocation_count() - allocations) / Double(requests),
            microseconds: spent / Double(requests)
        )
    }

    private func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func withListener(_ pool: Pool, _ leases: Pool, _ body: (Int) async throws -> Void) async throws {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let memory = KeyMemory()
        let keeper = LeaseKeeper(memory: memory, database: Database(pool: leases), logger: .silent)
        let listener = PrivateListener(
            host: "127.0.0.1",
            port: 0,
            database: Database(pool: pool),
            memory: memory,
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
        let group = ServiceGroup(services: [keeper, listener], logger: .silent)
        let running = Task { try await group.run() }
        for await port in ports {
            try await body(port)
            break
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }
}
