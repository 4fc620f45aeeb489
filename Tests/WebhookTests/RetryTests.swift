import Domain
import Jobs
import Logging
import Operations
import Outbound
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite("Webhooks that are not taken", .timeLimit(.minutes(3)))
struct RetryTests {
    private func withFailing(
        status: Int,
        headers: [(String, String)] = [],
        _ body: @escaping @Sendable (WebhookStage, TestClock, StubServer) async throws -> Void
    ) async throws {
        let clock = TestClock(try #require(Instant(rfc3339: "2027-01-15T12:00:00Z")))
        let answer = StubServer.Answer(status: status, headers: headers, body: "")
        try await withStubServer { _ in
            answer
        } body: { server in
            try await withWorker(clock: clock) { stage in
                try await stage.listen(at: server.url)
                try await stage.change()
                try await body(stage, clock, server)
            }
        }
    }

    private func tried(_ stage: WebhookStage, _ server: StubServer, times: Int) async throws {
        try await eventually("it was tried \(times) times") { try await stage.outcomes()[server.url]?.count == times }
    }

    /// When the delivery is due, seconds after its last attempt; nil when it is over.
    private func wait(_ stage: WebhookStage) async throws -> Double? {
        let waits = try await stage.strings(
            """
            SELECT coalesce(extract(epoch FROM d.due_at - (
                SELECT max(at) FROM delivery_attempts a WHERE a.delivery_id = d.id
            ))::text, '') FROM deliveries d ORDER BY created_at LIMIT 1
            """
        )
        return Double(waits[0])
    }

    @Test("are sent ten times over three days, and then their endpoint is told nothing any more, which its admins see")
    func schedule() async throws {
        try await withFailing(status: 500) { stage, clock, server in
            for attempt in 1...RetrySchedule.attempts {
                try await tried(stage, server, times: attempt)
                guard attempt < RetrySchedule.attempts else { break }
                let planned = RetrySchedule.waits[attempt - 1] / .seconds(1)
                let wait = try #require(try await wait(stage))
                #expect(wait >= 0.8 * planned && wait <= 1.2 * planned + 5, "\(attempt)")
                clock.advance(by: .seconds(Int(wait) + 2))
            }
            #expect(try await wait(stage) == nil)
            #expect(try await stage.strings("SELECT coalesce(disabled_because, '') FROM webhook_endpoints") != ["GONE"])
            // One more, when it has failed for longer than three days whatever chance said.
            clock.advance(by: .seconds(86_400))
            try await stage.change()
            try await eventually("it is disabled") {
                try await stage.strings("SELECT coalesce(disabled_because, '') FROM webhook_endpoints") == ["FAILING"]
            }
            // The rows of a period that is over are cleared later.
            let onTheirWay = try await stage.strings(
                """
                SELECT count(*) FROM deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
                WHERE d.due_at IS NOT NULL AND d.period = e.period
                """
            )
            #expect(onTheirWay == ["0"])
            let rows = try await stage.strings("SELECT row FROM audit_events WHERE action = 'webhook.disable'")
            #expect(rows.count == 1 && rows[0].contains("FAILING") && rows[0].contains("\"actor\":null"), "\(rows)")
            // And is told nothing of what happens then.
            let told = try await stage.strings("SELECT count(*) FROM deliveries")
            try await stage.change()
            #expect(try await stage.strings("SELECT count(*) FROM deliveries") == told)
        }
    }

    @Test("come not before a receiver that is too busy asks for them")
    func retryAfter() async throws {
        try await withFailing(status: 503, headers: [("Retry-After", "3600")]) { stage, _, server in
            try await tried(stage, server, times: 1)
            let wait = try #require(try await wait(stage))
            #expect(wait >= 3600 && wait < 3610)
        }
    }

    @Test("end at once where the answer is 410, and the endpoint with them")
    func gone() async throws {
        try await withFailing(status: 410) { stage, _, server in
            try await eventually("it is disabled") {
                try await stage.strings("SELECT coalesce(disabled_because, '') FROM webhook_endpoints") == ["GONE"]
            }
            #expect(try await stage.outcomes() == [server.url: ["GONE"]])
            #expect(try await wait(stage) == nil)
        }
    }

    @Test("of a worker that slept until another had taken its place change nothing of what that one found")
    func fence() async throws {
        let clock = TestClock(try #require(Instant(rfc3339: "2027-01-15T12:00:00Z")))
        let isWell = Flag()
        try await withStubServer { _ in
            StubServer.Answer(status: isWell.isUp ? 200 : 500, body: "")
        } body: { server in
            try await withPlatform(clock: clock.wallClock, webhooks: Outbound(allowsPrivate: true)) { platform in
                let stage = try await WebhookStage(platform)
                let endpoint = try await stage.listen(at: server.url).id
                try await stage.change()
                let claim = ClaimDeliveries(platform: platform.operations)
                let deliver = DeliverWebhook(platform: platform.operations, agent: "test")
                let due = DueEndpoint(tenant: stage.tenant, endpoint: endpoint, dueAt: clock.now, isFailing: false)
                let slow = try #require(try await claim(due, atMost: 4).first)
                #expect(try await claim(due, atMost: 4).isEmpty)
                clock.advance(by: .seconds(21))
                let second = try #require(try await claim(due, atMost: 4).first)
                #expect(second.claim.number == 2 && second.claim.attempt == 1 && second.claim.id == slow.claim.id)
                #expect(try await deliver(second)?.outcome == .httpError)
                isWell.raise()
                #expect(try await deliver(slow)?.outcome == .delivered)
                let state = "SELECT attempts || ' ' || (due_at IS NULL) || ' ' || (delivered_at IS NULL)"
                #expect(try await stage.strings("\(state) FROM deliveries") == ["2 false true"])
                #expect(try await stage.strings("SELECT failures FROM webhook_endpoints") == ["1"])
                #expect(try await stage.outcomes() == [server.url: ["DELIVERED", "HTTP_ERROR"]])
                // Told twice of the same attempt, nothing is counted twice.
                #expect(try await deliver(second)?.outcome == .delivered)
                #expect(try await stage.strings("SELECT failures FROM webhook_endpoints") == ["1"])
            }
        }
    }

    @Test("lose none of their attempts to workers that crash, however often")
    func crashes() async throws {
        let clock = TestClock(try #require(Instant(rfc3339: "2027-01-15T12:00:00Z")))
        try await withStubServer { _ in
            StubServer.Answer(status: 500, body: "")
        } body: { server in
            try await withPlatform(clock: clock.wallClock, webhooks: Outbound(allowsPrivate: true)) { platform in
                let stage = try await WebhookStage(platform)
                let endpoint = try await stage.listen(at: server.url).id
                try await stage.change()
                let claim = ClaimDeliveries(platform: platform.operations)
                let due = DueEndpoint(tenant: stage.tenant, endpoint: endpoint, dueAt: clock.now, isFailing: false)
                for _ in 1...12 {
                    #expect(try await claim(due, atMost: 4).count == 1)
                    clock.advance(by: .seconds(21))
                }
                let ready = try #require(try await claim(due, atMost: 4).first)
                let deliver = DeliverWebhook(platform: platform.operations, agent: "test")
                #expect(try await deliver(ready)?.number == 1)
                #expect(try await stage.strings("SELECT attempts || ' ' || claims FROM deliveries") == ["1 13"])
                #expect(try #require(try await wait(stage)) < 20)
            }
        }
    }

    @Test("say nothing of where their endpoint leads since, nor disable it")
    func elsewhere() async throws {
        let clock = TestClock(try #require(Instant(rfc3339: "2027-01-15T12:00:00Z")))
        try await withStubServer { request in
            StubServer.Answer(status: request.path == "/gone" ? 410 : 200, body: "")
        } body: { server in
            try await withPlatform(clock: clock.wallClock, webhooks: Outbound(allowsPrivate: true)) { platform in
                let stage = try await WebhookStage(platform)
                let endpoint = try await stage.listen(at: server.url + "/gone").id
                try await stage.change()
                try await platform.database.run("UPDATE webhook_endpoints SET failures = 9, failing_since = created_at")
                let claim = ClaimDeliveries(platform: platform.operations)
                let deliver = DeliverWebhook(platform: platform.operations, agent: "test")
                let due = DueEndpoint(tenant: stage.tenant, endpoint: endpoint, dueAt: clock.now, isFailing: true)
                let old = try #require(try await claim(due, atMost: 1).first)
                clock.advance(by: .seconds(4))
                let url = server.url + "/fine"
                _ = try await EditWebhookEndpoint(platform: platform.operations)(
                    endpoint,
                    { WebhookEndpointEdit(url: url, expectedVersion: .oneOf([1])) },
                    in: stage.tenant,
                    call: stage.call
                )
                #expect(try await deliver(old)?.outcome == .gone)
                let state = "SELECT failures || ' ' || coalesce(disabled_because, 'told') FROM webhook_endpoints"
                #expect(try await stage.strings(state) == ["0 told"])
                try await stage.change()
                let new = try #require(try await claim(due, atMost: 1).first)
                #expect(try await deliver(new)?.outcome == .delivered)
            }
        }
    }

    @Test("since their secret cannot be opened any more are seen, and come to an end as all others do")
    func withoutSecret() async throws {
        try await withFailing(status: 500) { stage, clock, server in
            try await tried(stage, server, times: 1)
            try await stage.platform.database.run("UPDATE webhook_endpoints SET pepper_id = 99")
            clock.advance(by: .seconds(10))
            try await tried(stage, server, times: 2)
            #expect(try await stage.outcomes()[server.url] == ["HTTP_ERROR", "SECRET_UNAVAILABLE"])
            #expect(try #require(try await wait(stage)) > 200)
            #expect(try await stage.strings("SELECT failures FROM webhook_endpoints") == ["2"])
            #expect(server.requests.count == 1)
        }
    }

    @Test("are given back by a worker that is asked to end, and another sends them at once")
    func shutdown() async throws {
        try await withReceiver(.silent) { receiver in
            try await withPlatform(webhooks: Outbound(allowsPrivate: true)) { platform in
                let stage = try await WebhookStage(platform)
                try await stage.listen(at: receiver.url)
                try await stage.change()
                var limits = WebhookWorker.Limits()
                limits.drain = .milliseconds(50)
                let worker = WebhookWorker(
                    platform: platform.operations,
                    version: "test",
                    limits: limits,
                    logger: .silent
                )
                let group = ServiceGroup(configuration: .init(services: [worker], logger: .silent))
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await group.run() }
                    try await eventually("it hangs") {
                        try await stage.strings("SELECT claims FROM deliveries") == ["1"]
                    }
                    await group.triggerGracefulShutdown()
                    try await tasks.waitForAll()
                }
                #expect(
                    try await stage.strings("SELECT due_at < clock_timestamp() + '1 s'::interval FROM deliveries") == [
                        "true"
                    ]
                )
                #expect(try await stage.outcomes().isEmpty)
                #expect(try await stage.strings("SELECT attempts FROM deliveries") == ["0"])
            }
        }
    }

    @Test("and all others are forgotten after thirty days")
    func pruning() async throws {
        try await withFailing(status: 410) { stage, clock, _ in
            try await eventually("it is disabled") {
                try await stage.strings("SELECT coalesce(disabled_because, '') FROM webhook_endpoints") == ["GONE"]
            }
            let sweep = DeliverySweep(platform: stage.platform.operations, logger: .silent)
            clock.advance(by: .seconds(30 * 86_400 - 60))
            #expect(await sweep.pass() == nil)
            #expect(try await stage.strings("SELECT count(*) FROM outbox") == ["1"])
            clock.advance(by: .seconds(120))
            #expect(await sweep.pass() == nil)
            for table in ["outbox", "deliveries", "delivery_attempts"] {
                #expect(try await stage.strings("SELECT count(*) FROM \(table)") == ["0"])
            }
        }
    }
}
