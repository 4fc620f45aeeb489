import Domain
import Foundation
import NIOHTTP1
import Operations
import Outbound
import Postgres
import PromiseSupport
import Store
import Synchronization
import TestSupport
import Testing

/// Workers are processes of their own here, killed at random moments and started again, while changes are made.
///
/// `DELIVERY_EVENTS` and `DELIVERY_KILLS` make it longer.
@Suite("Webhooks and workers that crash", .timeLimit(.minutes(15)))
struct CrashTests {
    static let events = setting("DELIVERY_EVENTS", default: 2000)
    static let kills = setting("DELIVERY_KILLS", default: 20)

    @Test("every event that was committed comes at least once, under one id; and none of a change that was rolled back")
    func crashes() async throws {
        try await withStubServer { _ in
            try? await Task.sleep(for: .milliseconds(5))
            return StubServer.Answer(body: "")
        } body: { server in
            try await withPlatform(webhooks: Outbound(allowsPrivate: true)) { platform in
                let stage = try await WebhookStage(platform)
                for number in 1...2 { try await stage.listen(at: server.url + "/\(number)") }
                let rolledBack = IDs()
                let isMade = Flag()
                let begun = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await make(Self.events, in: stage, rolledBack)
                        isMade.raise()
                    }
                    group.addTask { try await kill(Self.kills, on: platform.database.url, stage, isMade) }
                    try await group.waitForAll()
                }
                try await judge(stage, server.requests, rolledBack.all)
                // Some were being sent when their worker was killed, or this has shown nothing.
                #expect(
                    try await stage.strings("SELECT count(*) > 0 FROM deliveries WHERE claims > attempts") == ["true"]
                )
                let seconds = begun.duration(to: .now) / .seconds(1)
                print("\(Self.events) events, \(Self.kills) kills, \(server.requests.count) requests in \(seconds) s")
            }
        }
    }

    /// Changes, each hundredth of which is cut off somewhere, and as many events whose transaction does not end well.
    private func make(_ count: Int, in stage: WebhookStage, _ rolledBack: IDs) async throws {
        let pool = Pool(configuration: try PostgresConfiguration(stage.platform.database.url), logger: .silent)
        let database = Database(pool: pool)
        for number in 1...count {
            guard number % 100 == 0 else {
                try await stage.change()
                continue
            }
            let cutOff = Task { try await stage.change() }
            try await Task.sleep(for: .microseconds(Int.random(in: 0...4000)))
            cutOff.cancel()
            _ = await cutOff.result
            let id = ID<AuditEvent>.make(at: SystemClock.now(), using: .system)
            rolledBack.insert(id.description)
            try? await database.onTenant(stage.tenant) { transaction in
                let now = try await transaction.result(transaction.now())
                transaction.tell(WebhookEvent(.keyCreated, ["id": "of nothing"]), as: id, at: now)
                throw CancellationError()
            }
        }
        await pool.close()
    }

    /// Two workers at any time, until everything is delivered.
    private func kill(_ count: Int, on url: String, _ stage: WebhookStage, _ isMade: Flag) async throws {
        var workers = [try await start(url), try await start(url)]
        for number in 0..<count {
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...900)))
            await workers[number % 2].destroy()
            workers[number % 2] = try await start(url)
        }
        let isDone = try await eventually(within: .seconds(120)) {
            let open = "SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL"
            guard isMade.isUp else { return false }
            return try await stage.strings(open) == ["0"]
        }
        for worker in workers { await worker.destroy() }
        #expect(isDone)
    }

    private func start(_ url: String) async throws -> ChildProgram {
        let beside = URL(filePath: try Installation.Programs.built().latchkey).deletingLastPathComponent()
        let (newer, older) = (
            Base64.encode([UInt8](repeating: 2, count: 32)), Base64.encode([UInt8](repeating: 1, count: 32))
        )
        return try await ChildProgram.start(
            [beside.appending(path: "DeliveryProgram").path()],
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent",
                "DATABASE_URL": url, "LATCHKEY_PEPPERS": "2:\(newer),1:\(older)", "LAPSE_SECONDS": "2",
            ],
            log: "/dev/null"
        )
    }

    private func judge(_ stage: WebhookStage, _ requests: [StubServer.Request], _ rolledBack: Set<String>) async throws
    {
        let rows = try await stage.platform.database.owner.query(
            "SELECT id FROM audit_events WHERE tenant_id = \(stage.tenant) AND action = 'key.create'"
        )
        let committed = Set(try rows.map { try $0.decode("id", as: ID<AuditEvent>.self).description })
        #expect(committed.count >= Self.events * 98 / 100 && !rolledBack.isEmpty)
        for path in ["/1", "/2"] {
            let came = requests.filter { $0.path == path }
            let ids = Set(came.map { $0.headers["webhook-id"].joined() })
            #expect(committed.subtracting(ids).isEmpty, "lost")
            #expect(ids.subtracting(committed).isEmpty && ids.isDisjoint(with: rolledBack), "never happened")
            let messages = Set(came.map { $0.headers["webhook-id"].joined() + $0.body })
            #expect(messages.count == ids.count, "one id, two bodies")
        }
        #expect(try await stage.strings("SELECT count(*) FROM deliveries WHERE delivered_at IS NULL") == ["0"])
    }

    private static func setting(_ name: String, default value: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? value
    }
}

/// Gathered by tasks.
private final class IDs: Sendable {
    private let ids = Mutex<Set<String>>([])

    var all: Set<String> { ids.withLock(\.self) }

    func insert(_ id: String) { _ = ids.withLock { $0.insert(id) } }
}
