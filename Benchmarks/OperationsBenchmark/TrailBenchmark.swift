import BenchmarkSupport

/// What it costs that nothing happens unseen: creating keys with the audit row, and with an event for somebody who listens, beside
/// the same transaction without; by `pgbench`, which computes nothing. And the operation itself, with somebody who listens beside
/// nobody.
struct TrailBenchmark {
    let url: String
    let seed: Seed
    let rounds: Int
    let seconds: Int

    private let clients = Benchmark.clients

    func run() async throws {
        let quiet = try await seed.makeTenants(clients)
        let told = try await seed.makeTenants(clients)
        for tenant in told { try await seed.listen(in: tenant) }
        for (title, trail) in [("audit row", CreateKeyScript.Trail.audit), ("audit row and event", .outbox)] {
            let (without, with) = (pgbench(told, .none), pgbench(told, trail))
            try await Comparison("\(title), \(clients) clients, a tenant for each", of: "with", with: "without").run(
                rounds: rounds,
                theirs: { try await without.run(seconds: seconds) },
                ours: { try await with.run(seconds: seconds) }
            )
        }
        try await Comparison("CreateKey, \(clients) clients", of: "somebody listens", with: "nobody does").run(
            rounds: rounds,
            theirs: { try await create(in: quiet) },
            ours: { try await create(in: told) }
        )
    }

    private func pgbench(_ tenants: [Seed.SeededTenant], _ trail: CreateKeyScript.Trail) -> Pgbench {
        let script = CreateKeyScript(tenants: tenants.map(\.uuid), trail: trail)
        return Pgbench(conninfo: url, clients: clients, script: script.text)
    }

    private func create(in tenants: [Seed.SeededTenant]) async throws -> Double {
        try await unitsPerSecond(tasks: clients, .seconds(seconds)) { client in
            try await seed.createKey(in: tenants[client])
        }
    }
}
