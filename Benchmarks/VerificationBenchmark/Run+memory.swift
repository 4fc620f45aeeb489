import BenchmarkSupport
import Domain
import Foundation
import NIOCore
import NIOPosix

extension Run {
    private static let cached = 100_000

    /// What a process grows by for each key that it comes to remember: measured in a process of its own, from the outside.
    func measureMemory(_ table: inout Table) async throws {
        try await withPostgres { url in
            let population = try await Population.make(
                in: url,
                total: Self.cached + MemoryProbe.warmUp,
                real: Self.cached + MemoryProbe.warmUp,
                isRealistic: true
            )
            let file = FileManager.default.temporaryDirectory.appending(path: "latchkey-keys-\(UUID())").path()
            _ = FileManager.default.createFile(
                atPath: file,
                contents: Data(population.keys.joined(separator: "\n").utf8),
                attributes: [.posixPermissions: 0o600]
            )
            defer { try? FileManager.default.removeItem(atPath: file) }
            let output = try await Child.output(of: CommandLine.arguments[0], ["memory", url, file])
            let grown = output.split(separator: "\n").compactMap { Double($0) }
            guard grown.count == 2 else { throw NotAnAnswer() }
            table.add(
                Table.Line(
                    name: "memory a cached key",
                    figure: "\(Int(grown[0])) B",
                    bar: "≤ 1024 B",
                    isMet: grown[0] <= 1024,
                    note: "\(Self.cached) keys; \(Int(grown[1])) B once each was used and counted in this hour"
                )
            )
        }
    }
}

/// `VerificationBenchmark memory URL FILE`: fills a cache, and prints by how many bytes the process grew for each key.
struct MemoryProbe {
    static let warmUp = 2000

    let url: String
    let file: String

    init?(_ arguments: [String]) {
        guard arguments.count == 4, arguments[1] == "memory" else { return nil }
        (url, file) = (arguments[2], arguments[3])
    }

    func run() async throws {
        let keys = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        try await Installation.with(url, cachedKeys: 2 * keys.count, on: eventLoops) { installation in
            // The requests of all are made before, since they are longer than what is measured. With wrong secrets: such
            // a key is remembered, and nothing is counted for it.
            let wrong = try await load(keys.map(Self.withAnotherSecret), installation)
            let right = try await load(keys, installation)
            _ = try await wrong.run(port: installation.port, answers: Self.warmUp)
            let (count, before) = (keys.count - Self.warmUp, residentBytes())
            _ = try await wrong.run(port: installation.port, answers: keys.count)
            let filled = residentBytes()
            _ = try await right.run(port: installation.port, answers: keys.count)
            print(Double(filled - before) / Double(count))
            print(Double(residentBytes() - before) / Double(count))
        }
    }

    private func load(_ keys: [String], _ installation: Installation) async throws -> HTTPLoad {
        try await Question.authorize(keys).load(connections: 32, port: installation.port)
    }

    /// With the same kid, and a checksum that is right.
    private static func withAnotherSecret(_ key: String) -> String {
        let body = key.dropLast(7) + (key.dropLast(6).last == "a" ? "b" : "a")
        return body + Base62.encode(CRC32.checksum(body.utf8))
    }

    private func residentBytes() -> Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        return (pages?.dropFirst().first).flatMap { Int($0) }.map { $0 * Int(getpagesize()) } ?? 0
    }
}
