import BenchmarkSupport

extension Run {
    /// Keys in memory, with many keys in the database and with few.
    func measureHits(
        _ small: Population,
        _ beside: Installation,
        _ large: Population,
        _ installation: Installation,
        _ table: inout Table
    ) async throws {
        let few = try await Question.authorize(small.keys).load(connections: plan.connections, port: beside.port)
        let many = try await Question.authorize(large.keys).load(connections: plan.connections, port: installation.port)
        // Each once, so that it is in memory.
        _ = try await few.run(port: beside.port, answers: 2 * small.keys.count)
        _ = try await many.run(port: installation.port, answers: 2 * large.keys.count)
        let rounds = try await Rounds.run(
            plan.rounds,
            "\(plan.keys) keys",
            beside: "\(Self.realKeys)",
            ours: { try await many.answersPerSecond(port: installation.port, plan.duration) },
            theirs: { try await few.answersPerSecond(port: beside.port, plan.duration) }
        )
        table.add(rounds.line("hits, \(plan.keys) keys / \(Self.realKeys)", atLeast: 0.95))
    }

    /// Keys that are read from the database each time, since memory has room for few and they are asked for in turns.
    func measureMisses(_ small: Population, _ large: Population, _ table: inout Table) async throws {
        try await Installation.with(small.url, cachedKeys: 64, on: eventLoops) { beside in
            try await Installation.with(large.url, cachedKeys: 64, on: eventLoops) { installation in
                let few = try await Question.authorize(small.keys).load(
                    connections: plan.connections,
                    port: beside.port
                )
                let many = try await Question.authorize(large.keys).load(
                    connections: plan.connections,
                    port: installation.port
                )
                let rounds = try await Rounds.run(
                    plan.rounds,
                    "\(plan.keys) keys",
                    beside: "\(Self.realKeys)",
                    ours: { try await many.answersPerSecond(port: installation.port, plan.duration) },
                    theirs: { try await few.answersPerSecond(port: beside.port, plan.duration) }
                )
                table.add(rounds.line("misses, \(plan.keys) keys / \(Self.realKeys)", atLeast: 0.80))
            }
        }
    }
}
