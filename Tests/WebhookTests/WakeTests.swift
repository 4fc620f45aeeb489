import Domain
import Jobs
import Operations
import Outbound
import Postgres
import Store
import Synchronization
import TestSupport
import Testing

@Suite("The worker of a process that makes changes itself", .timeLimit(.minutes(2)))
struct WakeTests {
    @Test("is woken by their commits, and looks no sooner otherwise")
    func wakes() async throws {
        try await withStubServer { _ in
            StubServer.Answer(body: "")
        } body: { server in
            try await withPlatform(webhooks: Outbound(allowsPrivate: true)) { platform in
                let stage = try await WebhookStage(platform)
                for number in 1...4 { try await stage.listen(at: server.url + "/\(number)") }
                let pool = Pool(configuration: try PostgresConfiguration(platform.database.url), logger: .silent)
                let wakes = DeliveryWakes()
                let operations = Platform(
                    database: Database(pool: pool, onTold: wakes.tell),
                    peppers: try .test,
                    webhooks: Outbound(allowsPrivate: true)
                )
                var limits = WebhookWorker.Limits()
                limits.poll = .seconds(3600)
                let worker = WebhookWorker(
                    platform: operations,
                    version: "test",
                    wakes: wakes,
                    limits: limits,
                    logger: .silent
                )
                // What is there when it begins is sent as well.
                for _ in 1...100 { try await stage.change() }
                let begun = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await worker.run() }
                    defer { group.cancelAll() }
                    try await eventually("all came") { server.requests.count == 400 }
                    print("400 deliveries in \(begun.duration(to: .now))")
                    var waits: [Duration] = []
                    for number in 1...50 {
                        let draft = KeyDraft(name: "Orders", scopes: [stage.scope])
                        _ = try await CreateKey(platform: operations)({ draft }, in: stage.tenant, call: stage.call)
                        let committed = ContinuousClock.now
                        try await eventually("it came") { server.requests.count == 400 + 4 * number }
                        waits.append(committed.duration(to: .now))
                    }
                    waits.sort()
                    print("from commit to four receivers: p50 \(waits[25]), most \(waits[49])")
                }
                await pool.close()
            }
        }
    }
}
