import BenchmarkSupport
import Foundation
import NIOCore
import NIOPosix

/// Measures the data plane, and prints one table of ratios and what each has to reach. bin/bench says how to run it, and
/// docs/performance.md what the figures mean.
///
/// It starts a PostgreSQL of its own. The server that is measured and the one it is measured beside have half of the
/// machine's cores for their event loops, and each load generator a thread of its own.
@main
struct Benchmark {
    static func main() async throws {
        if let memory = MemoryProbe(CommandLine.arguments) {
            try await memory.run()
            return
        }
        let plan = try Plan(CommandLine.arguments)
        var table = Table()
        try await Run(plan: plan).fill(&table)
        table.write()
        exit(table.isMet ? 0 : 1)
    }
}

/// What is to be measured, and for how long.
struct Plan: Sendable {
    var rounds = 5
    var duration = Duration.seconds(2)
    var connections = 32
    /// In the large database.
    var keys = 1_000_000
    var revocations = 500
    /// All when empty.
    var only: Set<String> = []
    /// `latchkey`, for what needs whole processes.
    var program: String?

    init(_ arguments: [String]) throws {
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            guard name != "--full" else {
                keys = 10_000_000
                continue
            }
            guard let value = rest.popFirst() else { throw WrongArgument(name: name) }
            switch (name, Int(value)) {
            case ("--rounds", let number?): rounds = max(1, number)
            case ("--seconds", let number?): duration = .seconds(max(1, number))
            case ("--keys", let number?): keys = max(Run.realKeys, number)
            case ("--revocations", let number?): revocations = max(1, number)
            case ("--only", _): only = Set(value.split(separator: ",").map(String.init))
            case ("--program", _): program = value
            default: throw WrongArgument(name: name)
            }
        }
    }

    func includes(_ part: String) -> Bool { only.isEmpty || only.contains(part) }
}

struct WrongArgument: Error {
    let name: String
}

/// The parts of the benchmark, each of which adds its lines to the table.
struct Run {
    let plan: Plan
    let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))

    /// Of either database, asked for in turns.
    static let realKeys = 1000

    func fill(_ table: inout Table) async throws {
        if plan.includes("speed") || plan.includes("scale") || plan.includes("flood") || plan.includes("nginx") {
            try await withDatabases { small, large in try await measure(small, large, &table) }
        }
        if plan.includes("memory") { try await measureMemory(&table) }
        if plan.includes("receipts") { try await measureReceipts(&table) }
    }

    private func measure(_ small: Population, _ large: Population?, _ table: inout Table) async throws {
        try await Installation.with(small.url, on: eventLoops) { beside in
            if plan.includes("speed") { try await measureSpeed(small, beside, &table) }
            if plan.includes("nginx") { try await measureGateway(small, beside, &table) }
            if plan.includes("flood") { try await measureFlood(small, beside, &table) }
            if let large {
                try await Installation.with(large.url, on: eventLoops) { installation in
                    try await measureHits(small, beside, large, installation, &table)
                }
            }
        }
        if let large { try await measureMisses(small, large, &table) }
    }

    private func withDatabases(_ body: (Population, Population?) async throws -> Void) async throws {
        try await withPostgres(settings: ["max_connections": "200", "max_wal_size": "8GB"]) { url in
            let small = try await Population.make(in: url, total: Self.realKeys, real: Self.realKeys)
            guard plan.includes("scale") else { return try await body(small, nil) }
            let start = ContinuousClock.now
            let large = try await Population.make(
                in: try await TemporaryDatabase.create("large", beside: url),
                total: plan.keys,
                real: Self.realKeys
            )
            print("made \(plan.keys) keys in \(Int((ContinuousClock.now - start) / .seconds(1))) s")
            try await body(small, large)
        }
    }
}
