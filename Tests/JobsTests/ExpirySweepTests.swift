import Domain
import Jobs
import Logging
import NIOHTTP1
import Operations
import Postgres
import ServiceLifecycle
import Store
import Telemetry
import TestSupport
import Testing

@Suite("The expiry sweep")
struct ExpirySweepTests {
    private static let end: [String: JSON] = ["expires_at": "2027-01-15T13:00:00Z"]

    @Test("stamps keys that have expired with their own expiry, counts them, and leaves the others alone")
    func stamps() async throws {
        try await withSweep { platform, clock, sweep in
            let admin = try await platform.makeAdmin()
            let disabled = try await platform.makeKey(in: admin, Self.end).id
            try await platform.disable(key: disabled)
            let revoked = try await platform.makeKey(in: admin, Self.end).id
            _ = try await platform.makeKey(in: admin, Self.end)
            _ = try await platform.makeKey(in: admin, ["expires_at": "2027-01-15T13:00:01Z"])
            let path = admin.path + "/keys/\(revoked)/revoke"
            _ = try await platform.send(.POST, path, token: admin.token)
            #expect(await sweep.pass() == nil)
            #expect(try await platform.stamps() == [])
            clock.move(to: try .at("2027-01-15T13:00:00Z"))
            let before = try await platform.summary(admin)
            #expect(await sweep.pass() == nil)
            #expect(try await platform.stamps() == ["true", "true"])
            #expect(try await platform.counts(admin) == "4 1 0 1")
            #expect(try await platform.summary(admin) == before)
        }
    }

    @Test("makes up for a long time without it, in every tenant, batch after batch")
    func catchesUp() async throws {
        try await withSweep(batch: 3) { platform, clock, sweep in
            let tenants = [try await platform.makeAdmin(), try await platform.makeAdmin()]
            for tenant in tenants {
                for _ in 0..<7 {
                    _ = try await platform.makeKey(in: tenant, scopes: ["customers:read"], Self.end)
                }
            }
            clock.move(to: try .at("2028-02-29T23:59:59Z"))
            #expect(await sweep.pass() == nil)
            for tenant in tenants { #expect(try await platform.counts(tenant) == "7 0 0 0") }
        }
    }

    @Test("by several instances at once counts each key once")
    func together() async throws {
        try await withSweep(batch: 2) { platform, clock, sweep in
            let admin = try await platform.makeAdmin()
            for number in 0..<20 {
                let id = try await platform.makeKey(in: admin, scopes: ["customers:read"], Self.end).id
                if number % 4 == 0 { try await platform.disable(key: id) }
            }
            clock.move(to: try .at("2027-01-15T14:00:00Z"))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { #expect(await sweep.pass() == nil) } }
            }
            #expect(try await platform.counts(admin) == "20 0 0 0")
            #expect(try await platform.stamps().count == 20)
        }
    }

    @Test("forgets answers under idempotency keys after 24 hours, and not before")
    func forgets() async throws {
        try await withSweep { platform, clock, sweep in
            let admin = try await platform.makeAdmin()
            let group: JSON = ["name": "Readers", "type": "TENANT_API_KEY", "scopes": ["customers:read"]]
            let path = admin.path + "/authorization-groups"
            let headers: HTTPHeaders = ["Idempotency-Key": "once"]
            let made = try await platform.send(.POST, path, group, token: admin.token, headers: headers)
            expectStatus(made, 201)
            clock.advance(by: .seconds(24 * 3600))
            #expect(await sweep.pass() == nil)
            #expect(try await platform.database.strings("SELECT count(*) FROM idempotency") == ["1"])
            clock.advance(by: .microseconds(1))
            #expect(await sweep.pass() == nil)
            #expect(try await platform.database.strings("SELECT count(*) FROM idempotency") == ["0"])
        }
    }

    @Test("tells of a tenant where it fails, and does the others")
    func failure() async throws {
        try await withSweep { platform, clock, sweep in
            let (broken, sound) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            for tenant in [broken, sound] { _ = try await platform.makeKey(in: tenant, Self.end) }
            // A count that cannot be: the stamp would take it below 0.
            let id: ID<Tenant> = try #require(ID(broken.id))
            try await platform.database.run("UPDATE tenant_state SET open_keys = 0 WHERE tenant_id = \(id)")
            clock.move(to: try .at("2027-01-15T13:00:00Z"))
            #expect(await sweep.pass() != nil)
            #expect(try await platform.counts(sound) == "1 0 0 0")
            #expect(try await platform.stamps().count == 1)
        }
    }

    @Test("runs again and again, tells once that it fails and once that it works again, and ends when it shall")
    func runs() async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let log = Lines()
            let metrics = Metrics()
            let sweep = ExpirySweep(
                platform: platform.operations,
                interval: .milliseconds(2),
                metrics: metrics,
                logger: log.logger
            )
            let group = ServiceGroup(services: [sweep], logger: .silent)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                let admin = try await platform.makeAdmin()
                _ = try await platform.makeKey(in: admin, Self.end)
                clock.move(to: try .at("2027-01-15T13:00:00Z"))
                #expect(try await eventually { try await platform.stamps().count == 1 })

                try await platform.database.run("REVOKE SELECT (tenant_id) ON keys FROM latchkey_finder")
                #expect(try await eventually { log.all.count == 1 })
                try await platform.database.run("GRANT SELECT (tenant_id) ON keys TO latchkey_finder")
                #expect(try await eventually { log.all.count == 2 })
                #expect(log.all == ["expiry sweep fails, and is tried again", "expiry sweep works again"])
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                let told = String(decoding: metrics.write(as: .text), as: UTF8.self)
                #expect(told.contains(#/latchkey_sweep_passes_total\{sweep="expiry"\} [1-9]/#), "\(told)")
                #expect(told.contains(#/latchkey_sweep_failures_total\{sweep="expiry"\} [1-9]/#), "\(told)")
            }
        }
    }

    private func withSweep(
        batch: Int = 1000,
        _ body: @escaping @Sendable (TestPlatform, TestClock, ExpirySweep) async throws -> Void
    ) async throws {
        let clock = TestClock(try .at("2027-01-15T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            try await body(
                platform,
                clock,
                ExpirySweep(platform: platform.operations, batch: batch, logger: .silent)
            )
        }
    }
}

extension TestPlatform {
    /// Of each stamped key, whether its stamp is its expiry.
    fileprivate func stamps() async throws -> [String] {
        try await database.strings("SELECT expired_at = expires_at FROM keys WHERE expired_at IS NOT NULL")
    }

    /// Total, open, disabled, revoked.
    fileprivate func counts(_ tenant: TestTenant) async throws -> String? {
        let id: ID<Tenant> = try #require(ID(tenant.id))
        let rows = try await database.owner.query(
            """
            SELECT concat_ws(' ', total_keys, open_keys, disabled_keys, revoked_keys) FROM tenant_state
            WHERE tenant_id = \(id)
            """
        )
        return try rows.first?.decode(at: 0)
    }

    fileprivate func summary(_ tenant: TestTenant) async throws -> JSON {
        try await send(.GET, tenant.path + "/keys/summary", token: try await signIn(tenant.person)).json
    }
}

extension Instant {
    fileprivate static func at(_ text: String) throws -> Instant {
        try #require(Instant(rfc3339: text))
    }
}

private func expectStatus(_ reply: HTTPReply, _ status: UInt) {
    #expect(reply.status == status, "\(reply.text)")
}
