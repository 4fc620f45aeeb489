import BenchmarkSupport
import Domain
import Foundation
import NIOCore

extension Run {
    /// Keys in memory, while well-formed keys that nobody has are asked for over as many other connections: half of them of
    /// tenants that are there, half of tenants that are not.
    ///
    /// The flood costs the machine twice, once where it is made and once where it is answered, and only the latter is the
    /// server's doing. So it is held against the same flood, as many requests a second, on a bare server that answers the
    /// same bytes. What is left without any flood is told beside it.
    func measureFlood(_ population: Population, _ installation: Installation, _ table: inout Table) async throws {
        let port = installation.port
        let hits = try await Question.authorize([population.keys[0]]).load(connections: plan.connections, port: port)
        let strangers = Question.authorize(strangers(of: population))
        let flood = try await strangers.load(connections: plan.connections, port: port)
        let bare = try await BareServer.start(answering: try await strangers.ask(port: port), on: eventLoops)
        var (alone, floods): ([Double], [Double]) = ([], [])
        let rounds = try await Rounds.run(
            plan.rounds,
            "flooded",
            beside: "bare flooded",
            ours: {
                let (known, unknown) = try await both(hits, port, flood, port)
                floods.append(unknown)
                return known
            },
            theirs: {
                alone.append(try await hits.answersPerSecond(port: port, plan.duration))
                let rate = if let last = floods.last { last } else { try await both(hits, port, flood, port).unknown }
                let paced = try await strangers.load(connections: plan.connections, rate: Int(rate), port: bare)
                return try await both(hits, port, paced, bare).known
            }
        )
        table.add(
            rounds.line(
                "hits under a flood / same flood elsewhere",
                atLeast: 0.80,
                note: ", \(Int(floods.sorted().median)) unknown/s"
            )
        )
        let flooded = rounds.ours.sorted().median
        table.add(
            Table.Line(
                name: "hits under a flood / no flood at all",
                figure: String(format: "%.2f", flooded / alone.sorted().median),
                note: "flooded \(Int(flooded))/s, alone \(Int(alone.sorted().median))/s"
            )
        )
    }

    private func both(
        _ hits: HTTPLoad,
        _ port: Int,
        _ flood: HTTPLoad,
        _ floodPort: Int
    ) async throws -> (known: Double, unknown: Double) {
        async let known = hits.answersPerSecond(port: port, plan.duration)
        async let unknown = flood.answersPerSecond(port: floodPort, plan.duration)
        return try await (known, unknown)
    }

    private func strangers(of population: Population) -> [String] {
        (0..<10_000).map { number in
            let tenants = population.tenants
            let route = number.isMultiple(of: 2) ? tenants[number / 2 % tenants.count] : .make(using: .system)
            return KeyString.mint(prefix: "sk", environment: .live, route: route, using: .system).whole.expose()
        }
    }
}
