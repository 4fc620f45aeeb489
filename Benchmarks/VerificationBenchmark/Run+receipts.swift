import BenchmarkSupport
import Domain
import EmbeddedPostgres
import Foundation

extension Run {
    private static let verifiers = 4
    /// Checks a second on each of them meanwhile.
    private static let load = 1000

    /// How long revoking a key takes, from sending the request until the answer with its receipt is there; while all
    /// verifiers, processes of their own, are busy.
    func measureReceipts(_ table: inout Table) async throws {
        guard let program = plan.program else {
            table.add(Table.Line(name: "receipt p99", figure: "-", bar: "≤ 50 ms", isMet: false, note: "no --program"))
            return
        }
        try await withPostgres(durability: .full, settings: ["max_connections": "200"]) { url in
            try await withChildren { children in
                let fleet = try await Fleet.start(program, Self.verifiers, url, children)
                let (tenant, keys) = try await fleet.makeKeys(plan.revocations + 2)
                let busy = keys[plan.revocations]
                // Until then the instance does not know for how long the database's server has run.
                _ = try await fleet.revoke([keys[plan.revocations + 1].id], of: tenant)
                var loads: [HTTPLoad] = []
                for port in fleet.checks {
                    let question = Question.authorize([busy.secret], scope: fleet.scope)
                    loads.append(try await question.load(connections: 8, rate: Self.load, port: port))
                }
                let took = try await withLoad(loads, fleet.checks, until: { await children.end() }) {
                    try await fleet.revoke(keys.prefix(plan.revocations).map(\.id), of: tenant)
                }
                table.add(line(took))
            }
        }
    }

    /// - Parameter end: ends the servers, and so the load.
    private func withLoad<Success: Sendable>(
        _ loads: [HTTPLoad],
        _ ports: [Int],
        until end: () async -> Void,
        _ body: () async throws -> Success
    ) async throws -> Success {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (load, port) in zip(loads, ports) {
                group.addTask { _ = try? await load.answersPerSecond(port: port, .seconds(600)) }
            }
            let result: Result<Success, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            await end()
            return try result.get()
        }
    }

    private func line(_ took: [Fleet.Revocation]) -> Table.Line {
        let all = took.map(\.milliseconds).sorted()
        let waited = took.map(\.waited).sorted()
        return Table.Line(
            name: "receipt p99, \(Self.verifiers) verifiers under load",
            figure: String(format: "%.1f ms", all.quantile(0.99)),
            bar: "≤ 50 ms",
            isMet: all.quantile(0.99) <= 50,
            note: String(
                format:
                    "%d revocations, p50 %.1f ms, most %.1f ms; of it waiting p50 %.1f ms, p99 %.1f ms; %d lapsed; %d checks/s each",
                all.count,
                all.quantile(0.5),
                all.last ?? 0,
                waited.quantile(0.5),
                waited.quantile(0.99),
                took.reduce(0) { $0 + $1.lapsed },
                Self.load
            )
        )
    }
}

extension [Double] {
    /// Of values in their order.
    func quantile(_ share: Double) -> Double {
        isEmpty ? 0 : self[Swift.min(count - 1, Int(Double(count) * share))]
    }
}
