import Foundation
import Synchronization

/// A run of the checker: real instances under traffic, tightened and broken at random, and every answer judged.
package struct PromiseRun: Sendable {
    package let plan: Plan
    private let programs: Installation.Programs

    package struct TooSlow: Error, CustomStringConvertible {
        package let description: String
    }

    private static let instances = 4
    private static let clients = 3
    private static let workers = 8
    private static let keys = 30

    package init(_ plan: Plan, _ programs: Installation.Programs) {
        self.plan = plan
        self.programs = programs
    }

    package func callAsFunction() async throws -> Report {
        try await withInstallation(programs, instances: Self.instances) { installation in
            let admin = try await onThread { try Admin(signingInTo: installation) }
            let (cast, board) = try await onThread {
                let cast = try Cast.make(through: admin)
                let board = Board(places: cast.places)
                for key in try cast.makeKeys(Self.keys, through: admin) { board.add(key) }
                return (cast, board)
            }
            return try await run(installation, admin, cast, board)
        }
    }

    private func run(_ installation: Installation, _ admin: Admin, _ cast: Cast, _ board: Board) async throws -> Report
    {
        let started = Moment.now
        let traffic = Traffic(board, gap: 10)
        let chaos = Chaos(installation, traffic)
        let tally = Tally()
        let agenda = Agenda(plan)
        let tightener = Tightener(board: board, admin: admin, cast: cast, tally: tally, agenda: agenda)
        let isInTime = try await withThrowingTaskGroup(of: Void.self) { group in
            defer {
                agenda.stop()
                chaos.stop()
                traffic.stop()
            }
            start(traffic, at: installation.instances, in: &group)
            // Before the first instance ends.
            for instance in installation.instances {
                try await onThread { try instance.learn(board.allKeys) }
            }
            for _ in 0..<Self.workers {
                group.addTask { try await onThread { agenda.work(tightener.perform) } }
            }
            for (number, lane) in plan.lanes.enumerated() {
                let own = installation.instances.filter { $0.number % plan.lanes.count == number }
                group.addTask { try await chaos.run(lane, on: own) }
            }
            group.addTask { try await restartDatabase(chaos, tally, agenda) }
            let deadline = Moment.now + (60_000 + plan.tightenings.count * 1500)
            while !agenda.isDone, Moment.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
            let isInTime = agenda.isDone
            // What was tightened last is to be asked about too.
            try await Task.sleep(for: .seconds(1))
            agenda.stop()
            chaos.stop()
            try await Task.sleep(for: .milliseconds(200))
            traffic.stop()
            try await group.waitForAll()
            return isInTime
        }
        guard isInTime else {
            throw TooSlow(
                description: "seed \(plan.seed): \(tally.receipts) of \(plan.tightenings.count) receipts in time"
            )
        }
        return report(installation.instances, traffic, chaos, tally, seconds: (.now - started) / 1000)
    }

    private func start(
        _ traffic: Traffic,
        at instances: [Instance],
        in group: inout ThrowingTaskGroup<Void, any Error>
    ) {
        var source = Seed(plan.seed ^ 0x7261_6666_6963)
        for instance in instances {
            for _ in 0..<Self.clients {
                let seed = source.branch()
                group.addTask { try await onThread { traffic.ask(instance, seed) } }
            }
        }
    }

    private func restartDatabase(_ chaos: Chaos, _ tally: Tally, _ agenda: Agenda) async throws {
        for restart in plan.restarts {
            while tally.receipts < restart.after {
                guard !agenda.isDone else { return }
                try await Task.sleep(for: .milliseconds(20))
            }
            try await chaos.restartDatabase(atOnce: restart.atOnce)
        }
    }

    private func report(
        _ instances: [Instance],
        _ traffic: Traffic,
        _ chaos: Chaos,
        _ tally: Tally,
        seconds: Double
    ) -> Report {
        for instance in instances { _ = instance.hasFallen() }
        var judge = Judge(thaws: instances.map(\.continuedAt), isolations: instances.map(\.isolations))
        for check in traffic.all { judge.judge(check) }
        return Report(
            seed: plan.seed,
            seconds: seconds,
            violations: judge.violations,
            traffic: judge.traffic,
            afterThaw: judge.afterThaw,
            whileIsolated: judge.whileIsolated,
            faults: chaos.done,
            proxies: instances.map(\.proxy.counts).reduce(FaultProxy.Counts(), +),
            unexpectedEnds: instances.flatMap { instance in
                instance.unexpectedEnds.map { "instance \(instance.number) with \($0)" }
            },
            tally: tally.all,
            planned: Dictionary(plan.tightenings.map { ($0.kind, 1) }, uniquingKeysWith: +)
        )
    }
}

extension FaultProxy.Counts {
    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.connections += right.connections
        sum.refused += right.refused
        sum.cut += right.cut
        sum.heldBack += right.heldBack
        sum.delayed += right.delayed
        sum.passed += right.passed
        return sum
    }
}
