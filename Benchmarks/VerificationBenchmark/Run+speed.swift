import BenchmarkSupport
import CAllocationCount
import Foundation

extension Run {
    /// A key in memory, beside a bare SwiftNIO server that answers the same bytes.
    func measureSpeed(_ population: Population, _ installation: Installation, _ table: inout Table) async throws {
        for (question, bar) in [
            (Question.authorize([population.keys[0]]), 0.85), (Question.verify([population.keys[0]]), 0.75),
        ] {
            let answer = try await question.ask(port: installation.port)
            let bare = try await BareServer.start(answering: answer, on: eventLoops)
            guard try await question.ask(port: bare) == answer else { throw NotAnAnswer() }
            let load = try await question.load(connections: plan.connections, port: bare)
            let rounds = try await Rounds.run(
                plan.rounds,
                "Latchkey",
                beside: "bare",
                ours: { try await load.answersPerSecond(port: installation.port, plan.duration) },
                theirs: { try await load.answersPerSecond(port: bare, plan.duration) }
            )
            table.add(rounds.line("\(question.name), key in memory / bare SwiftNIO", atLeast: bar))
            let (theirs, ours) = (try await cost(load, bare), try await cost(load, installation.port))
            table.add(
                Table.Line(
                    name: "\(question.name): allocations a request",
                    figure: String(format: "%.1f", ours.allocations),
                    note: String(
                        format: "bare %.1f; processor time %.2f µs, bare %.2f µs",
                        theirs.allocations,
                        ours.microseconds,
                        theirs.microseconds
                    )
                )
            )
        }
    }

    /// What one request costs a server, besides what the load generator costs. What else this process does meanwhile is
    /// lost among so many requests.
    private func cost(_ load: HTTPLoad, _ port: Int) async throws -> (allocations: Double, microseconds: Double) {
        let requests = 100_000
        let (allocations, time) = (allocation_count(), processorTime())
        let loadTime = try await load.run(port: port, answers: requests)
        let spent = processorTime() - time - loadTime
        return (
            Double(allocation_count() - allocations) / Double(requests),
            spent / .microseconds(1) / Double(requests)
        )
    }

    private func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
