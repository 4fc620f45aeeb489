import Domain
import Jobs
import Operations
import Postgres
import Store
import TestSupport
import Testing

@Suite("The usage sweep", .timeLimit(.minutes(5)))
struct UsageSweepTests {
    /// Tenants with one key each, whose hour at noon was counted by three processes.
    private func withUsage(
        tenants count: Int = 1,
        _ body: @escaping @Sendable (TestPlatform, TestClock, UsageSweep) async throws -> Void
    ) async throws {
        let clock = TestClock(try #require(Instant(rfc3339: "2027-01-15T12:30:00Z")))
        try await withPlatform(clock: clock.wallClock) { platform in
            for _ in 0..<count {
                let admin = try await platform.makeAdmin()
                let id: ID<Tenant> = try #require(ID(admin.id))
                for process in 1...3 {
                    for outcome in ["VALID", "DISABLED"] {
                        try await platform.database.run(
                            """
                            INSERT INTO usage_hours (tenant_id, key_id, hour, outcome, process, count, added)
                            VALUES (\(id), \(ID<APIKey>(bits: 7)), '2027-01-15T12:00:00Z', \(outcome),
                                \(ID<UsageProcess>(bits: UInt128(process))), \(process), 1)
                            """
                        )
                    }
                }
            }
            try await body(platform, clock, UsageSweep(platform: platform.operations, batch: 4, logger: .silent))
        }
    }

    private func rows(_ platform: TestPlatform) async throws -> [String] {
        try await platform.database.strings(
            "SELECT outcome || ' ' || count FROM usage_hours ORDER BY tenant_id, outcome, count"
        )
    }

    @Test("merges an hour once it is over for two days, and not before")
    func merges() async throws {
        try await withUsage { platform, clock, sweep in
            clock.move(to: try #require(Instant(rfc3339: "2027-01-17T13:00:00Z")))
            #expect(await sweep.pass() == nil)
            #expect(try await rows(platform).count == 6)
            clock.move(to: try #require(Instant(rfc3339: "2027-01-17T13:00:01Z")))
            #expect(await sweep.pass() == nil)
            #expect(try await rows(platform) == ["DISABLED 6", "VALID 6"])
            #expect(await sweep.pass() == nil)
            #expect(try await rows(platform) == ["DISABLED 6", "VALID 6"])
        }
    }

    @Test("forgets an hour only when nobody can ask for it any more")
    func prunes() async throws {
        try await withUsage { platform, clock, sweep in
            let hour = try #require(Instant(rfc3339: "2027-01-15T12:00:00Z"))
            let edge = hour + UsageRange.hoursAreKept
            clock.move(to: edge)
            #expect(await sweep.pass() == nil)
            #expect(try await rows(platform) == ["DISABLED 6", "VALID 6"])
            #expect(throws: Failure.self) {
                try UsageRange(.hour, from: hour, to: hour + .seconds(3600), now: edge)
            }
            clock.move(to: edge + .seconds(1))
            #expect(await sweep.pass() == nil)
            #expect(try await rows(platform) == [])
        }
    }

    @Test("by several instances at once, in every tenant, counts nothing twice")
    func manyInstances() async throws {
        try await withUsage(tenants: 3) { platform, clock, sweep in
            clock.move(to: try #require(Instant(rfc3339: "2027-02-15T12:00:00Z")))
            await withTaskGroup(of: Bool.self) { group in
                for _ in 1...4 { group.addTask { await sweep.pass() == nil } }
                for await isFine in group { #expect(isFine) }
            }
            let merged = ["DISABLED 6", "VALID 6"]
            #expect(try await rows(platform) == merged + merged + merged)
        }
    }

    @Test("a tenant where it fails keeps no other waiting")
    func failures() async throws {
        try await withUsage(tenants: 2) { platform, clock, sweep in
            clock.move(to: try #require(Instant(rfc3339: "2027-02-15T12:00:00Z")))
            // The first one's sums overflow.
            try await platform.database.run(
                """
                UPDATE usage_hours SET count = 9223372036854775807
                WHERE tenant_id = (SELECT min(tenant_id::text)::uuid FROM usage_hours)
                """
            )
            #expect(await sweep.pass() != nil)
            #expect(try await rows(platform).suffix(2) == ["DISABLED 6", "VALID 6"])
        }
    }
}
