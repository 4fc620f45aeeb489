import Domain
import Jobs
import NIOHTTP1
import Postgres
import Store
import TestSupport
import Testing

@Suite("The usage sweep, of what keys were used for", .timeLimit(.minutes(5)))
struct DetailSweepTests {
    @Test("forgets addresses when no preview looks back on them any more, and scopes with the hours")
    func prunes() async throws {
        let hour = try #require(Instant(rfc3339: "2027-01-15T12:00:00Z"))
        let clock = TestClock(hour)
        try await withPlatform(clock: clock.wallClock) { platform in
            let admin = try await platform.makeAdmin()
            let created = try await platform.send(
                .POST,
                admin.path + "/keys",
                ["name": "Till", "scopes": ["customers:read"]],
                token: admin.token
            )
            let key: ID<APIKey> = try #require(created.string("key", "id").flatMap { ID($0) })
            let tenant: ID<Tenant> = try #require(ID(admin.id))
            for (kind, value) in [("SCOPES", ""), ("ADDRESS", ""), ("ADDRESS", "192.0.2.1")] {
                try await platform.database.run(
                    """
                    INSERT INTO usage_details (tenant_id, key_id, hour, kind, value, process, count)
                    VALUES (\(tenant), \(key), \(hour), \(kind), \(value), \(ID<UsageProcess>(bits: 3)), 1)
                    """
                )
            }
            let sweep = UsageSweep(platform: platform.operations, batch: 1, logger: .silent)
            let kinds = { (moment: Instant) async throws -> [String] in
                clock.move(to: moment)
                #expect(await sweep.pass() == nil)
                return try await platform.database.strings("SELECT kind FROM usage_details ORDER BY kind")
            }
            #expect(try await kinds(hour + UsageDetail.addressesAreKept) == ["ADDRESS", "ADDRESS", "SCOPES"])
            #expect(try await kinds(hour + UsageDetail.addressesAreKept + .seconds(1)) == ["SCOPES"])
            #expect(try await kinds(hour + UsageDetail.scopesAreKept) == ["SCOPES"])
            #expect(try await kinds(hour + UsageDetail.scopesAreKept + .seconds(1)) == [])
        }
    }
}
