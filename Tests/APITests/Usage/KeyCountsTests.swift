import Domain
import NIOHTTP1
import Postgres
import Store
import TestSupport
import Testing

/// The counts that a key is shown with.
@Suite("A key's counts", .timeLimit(.minutes(5)))
struct KeyCountsTests {
    /// `last_used_at`, `request_count`, `request_count_this_period`, succeeded and failed in the last 24 hours.
    private struct Counts: Equatable, CustomStringConvertible {
        var lastUsedAt: JSON?
        var total: Int
        var period: Int
        var succeeded: Int
        var failed: Int

        init(_ lastUsedAt: JSON?, _ total: Int, _ period: Int, _ succeeded: Int, _ failed: Int) {
            (self.lastUsedAt, self.total, self.period) = (lastUsedAt, total, period)
            (self.succeeded, self.failed) = (succeeded, failed)
        }

        init(_ key: JSON?) {
            let number = { (json: JSON?) in if case .integer(let value)? = json { Int(value) } else { -1 } }
            self.init(
                key?["last_used_at"],
                number(key?["request_count"]),
                number(key?["request_count_this_period"]),
                number(key?["last_24h"]?["succeeded"]),
                number(key?["last_24h"]?["failed"])
            )
        }

        var description: String { "\(lastUsedAt ?? "missing") \(total) \(period) \(succeeded) \(failed)" }
    }

    private func counts(_ platform: TestPlatform, _ admin: TestTenant, _ key: String) async throws -> Counts {
        Counts(try await platform.send(.GET, admin.path + "/keys/\(key)", token: admin.token).json)
    }

    private func bill(_ platform: TestPlatform, _ tenant: TestTenant, on day: Int) async throws {
        let id: ID<Tenant> = try #require(ID(tenant.id))
        try await platform.database.run("UPDATE tenant_state SET billing_day = \(Int16(day)) WHERE tenant_id = \(id)")
    }

    @Test("are zeros when it is new, and the same wherever it is shown")
    func everywhere() async throws {
        let clock = TestClock(try .at("2026-11-21T12:00:00Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let created = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "Till", "scopes": ["customers:read"]],
                token: admin.token
            )
            #expect(Counts(created["key"]) == Counts(.null, 0, 0, 0, 0))
            let id = try #require(created.string("key", "id"))
            let secret = try #require(created.string("secret"))
            #expect(try await counts(platform, admin, id) == Counts(.null, 0, 0, 0, 0))

            clock.advance(by: .seconds(60))
            for _ in 1...3 { #expect(try await platform.verdict(secret) == "VALID") }
            #expect(try await platform.verdict(secret, scopes: ["other"]) == "INSUFFICIENT_SCOPE")
            #expect(await platform.flushUsage())

            let expected = Counts("2026-11-21T12:01:00.000Z", 4, 4, 3, 1)
            #expect(try await counts(platform, admin, id) == expected)
            let list = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            #expect(Counts(list["data", "0"]) == expected)
            for _ in 1...2 {
                let revoked = try await platform.send(.POST, admin.path + "/keys/\(id)/revoke", token: admin.token)
                #expect(Counts(revoked["key"]) == expected)
            }
        }
    }

    @Test("in a list are each key's own")
    func lists() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            for number in 0..<3 {
                let key = try await platform.makeKey(in: admin, name: "Key \(number)")
                for _ in 0..<number { _ = try await platform.verdict(key.secret) }
            }
            #expect(await platform.flushUsage())
            let list = try await platform.send(.GET, admin.path + "/keys", token: admin.token)
            guard case .array(let keys)? = list["data"] else { return #expect(Bool(false), "\(list.text)") }
            #expect(keys.map { Counts($0).total } == [2, 1, 0])
        }
    }

    @Test("are another tenant's never")
    func areOwn() async throws {
        try await withPlatform { platform in
            let (admin, other) = (try await platform.makeAdmin(), try await platform.makeAdmin())
            let key = try await platform.makeKey(in: admin)
            _ = try await platform.verdict(key.secret)
            #expect(await platform.flushUsage())
            let usage = try await platform.send(.GET, other.path + "/usage", token: other.token)
            #expect(usage["requests"] == 0)
            let own = try await platform.send(.GET, admin.path + "/usage", token: admin.token)
            #expect(own["requests"] == 1)
        }
    }

    @Test(
        "of the billing period begin anew at its end, at midnight UTC of the billing day",
        arguments: [
            (1, "2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z"), (15, "2026-11-14T23:59:59Z", "2026-11-15T00:00:00Z"),
            (28, "2027-02-27T23:59:59Z", "2027-02-28T00:00:00Z"), (1, "2028-02-29T23:59:59Z", "2028-03-01T00:00:00Z"),
            (28, "2028-03-27T23:59:59Z", "2028-03-28T00:00:00Z"),
        ]
    )
    func billingPeriod(_ day: Int, _ last: String, _ first: String) async throws {
        let clock = TestClock(try .at(last))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            try await bill(platform, admin, on: day)
            let key = try await platform.makeKey(in: admin)
            for _ in 1...2 { _ = try await platform.verdict(key.secret) }
            #expect(await platform.flushUsage())
            #expect(try await counts(platform, admin, key.id).period == 2)
            clock.move(to: try .at(first))
            #expect(try await counts(platform, admin, key.id).period == 0)
            _ = try await platform.verdict(key.secret)
            #expect(await platform.flushUsage())
            let after = try await counts(platform, admin, key.id)
            #expect(after.period == 1)
            #expect(after.total == 3)
            #expect(after.succeeded == 3)
        }
    }

    @Test("of the last 24 hours are of this hour and the 23 before it")
    func lastDay() async throws {
        let clock = TestClock(try .at("2026-11-21T09:59:59.999Z"))
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let key = try await platform.makeKey(in: admin)
            _ = try await platform.verdict(key.secret)
            clock.move(to: try .at("2026-11-21T10:00:00Z"))
            _ = try await platform.verdict(key.secret)
            _ = try await platform.verdict(key.secret, scopes: ["other"])
            #expect(await platform.flushUsage())
            for (now, succeeded, failed) in [
                ("2026-11-21T10:00:00Z", 2, 1), ("2026-11-22T08:59:59.999Z", 2, 1), ("2026-11-22T09:00:00Z", 1, 1),
                ("2026-11-22T09:59:59.999Z", 1, 1), ("2026-11-22T10:00:00Z", 0, 0),
            ] {
                clock.move(to: try .at(now))
                let shown = try await counts(platform, admin, key.id)
                #expect(shown == Counts("2026-11-21T10:00:00.000Z", 3, 3, succeeded, failed), "\(now)")
            }
        }
    }

    @Test("know what gateways reported: failures against successes, never as requests or use")
    func reports() async throws {
        try await withPlatform { platform in
            let admin = try await platform.makeAdmin()
            let key = try await platform.makeKey(in: admin)
            let report = { (succeeded: Int64, failed: Int64) in
                let entry: JSON = [
                    "key_id": .string(key.id), "succeeded": .integer(succeeded), "failed": .integer(failed),
                ]
                let reply = try await platform.check(.POST, "/v1/outcomes", [entry])
                #expect(try reply.json == ["accepted": 1, "unknown": []])
                #expect(await platform.flushUsage())
            }
            try await report(0, 1)
            #expect(try await counts(platform, admin, key.id) == Counts(.null, 0, 0, 0, 1))
            for _ in 1...5 { _ = try await platform.verdict(key.secret) }
            try await report(3, 1)
            let shown = try await counts(platform, admin, key.id)
            #expect(shown.total == 5)
            #expect(shown.succeeded == 3)
            #expect(shown.failed == 2)
        }
    }

    @Test("are kept while the database is away, and written with the hour they belong to when it is back")
    func outage() async throws {
        let impatient = { (configuration: inout PostgresConfiguration) in
            configuration.connectTimeout = .seconds(1)
            configuration.poolTimeout = .seconds(1)
        }
        try await withPlatformOnOwnServer(impatient) { platform, server in
            let admin = try await platform.makeAdmin()
            let key = try await platform.makeKey(in: admin)
            for _ in 1...3 { _ = try await platform.verdict(key.secret) }
            try await server.kill()
            for _ in 1...3 { #expect(await !platform.flushUsage()) }
            try await server.start()
            let isWritten = try await eventually { await platform.flushUsage() }
            #expect(isWritten)
            let shown = try await counts(platform, admin, key.id)
            #expect(shown.total == 3)
            #expect(shown.succeeded == 3)
        }
    }
}
