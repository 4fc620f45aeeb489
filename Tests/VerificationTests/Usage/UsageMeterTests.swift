import Domain
import Store
import Testing

@testable import Verification

@Suite("The usage meter")
struct UsageMeterTests {
    private let tenant = ID<Tenant>.make(at: testNow, using: .seeded(1))
    private let key = ID<APIKey>.make(at: testNow, using: .seeded(2))
    private let hour = UsageInterval.hour.start(of: testNow)

    /// Of one key: outcome and count, sorted.
    private func rows(_ batches: [UsageBatch], of key: ID<APIKey>) -> [String] {
        batches.flatMap(\.rows).filter { $0.key == key }.map { "\($0.outcome.name) \($0.count)" }.sorted()
    }

    @Test("tells running totals of the key and of the tenant, each only when it has changed")
    func tellsTotals() {
        let meter = UsageMeter()
        meter.count(.valid, of: key, in: tenant, at: testNow)
        meter.count(.valid, of: key, in: tenant, at: testNow + .seconds(1))
        meter.count(.revoked, of: key, in: tenant, at: testNow)
        let first = meter.take()
        #expect(rows(first, of: key) == ["REVOKED 1", "VALID 2"])
        #expect(rows(first, of: .wholeTenant) == ["REVOKED 1", "VALID 2"])
        #expect(first.flatMap(\.rows).allSatisfy { $0.hour == hour })
        #expect(first.flatMap(\.rows).compactMap(\.lastUse).max() == testNow + .seconds(1))
        #expect(meter.take().isEmpty)
        meter.count(.valid, of: key, in: tenant, at: testNow)
        let second = meter.take()
        #expect(rows(second, of: key) == ["VALID 3"])
        #expect(second.map(\.process) == first.map(\.process))
        #expect(second.flatMap(\.rows).allSatisfy { $0.lastUse == testNow + .seconds(1) })
    }

    @Test("tells again what was put back, together with what has come since")
    func putsBack() throws {
        let meter = UsageMeter()
        meter.count(.valid, of: key, in: tenant, at: testNow)
        let batch = try #require(meter.take().first)
        meter.count(.valid, of: key, in: tenant, at: testNow)
        meter.putBack(batch)
        let again = meter.take()
        #expect(again.count == 1)
        #expect(rows(again, of: key) == ["VALID 2"])
        #expect(meter.take().isEmpty)
    }

    @Test("counts a new hour under another process, and keeps what is unwritten of the old one")
    func turnsHour() {
        let meter = UsageMeter()
        meter.count(.valid, of: key, in: tenant, at: testNow)
        let written = meter.take()
        meter.count(.valid, of: key, in: tenant, at: testNow)
        meter.count(.valid, of: key, in: tenant, at: hour + .seconds(3600))
        // A check that was decided before the hour's end, and counted after.
        meter.count(.valid, of: key, in: tenant, at: testNow)
        let batches = meter.take()
        #expect(batches.count == 2)
        let old = batches.filter { $0.process == written.first?.process }
        #expect(rows(old, of: key) == ["VALID 2"])
        let new = batches.filter { $0.process != written.first?.process }
        #expect(rows(new, of: key) == ["VALID 1", "VALID 1"])
        #expect(Set(new.flatMap(\.rows).map(\.hour)) == [hour, hour + .seconds(3600)])
    }

    @Test("puts back what belongs to an hour that has gone, too")
    func putsBackOldHours() throws {
        let meter = UsageMeter()
        meter.count(.valid, of: key, in: tenant, at: testNow)
        let batch = try #require(meter.take().first)
        meter.count(.valid, of: key, in: tenant, at: testNow + .seconds(3600))
        meter.putBack(batch)
        #expect(Set(meter.take().map(\.rows.count)) == [2])
        #expect(meter.take().isEmpty)
    }

    @Test("forgets what is written when it is full, and begins anew under another process")
    func isBounded() {
        let meter = UsageMeter(capacity: .init(kept: 10, most: 1000))
        var processes: Set<ID<UsageProcess>> = []
        for number in 1...200 {
            meter.count(.valid, of: .make(at: testNow, using: .seeded(UInt64(number))), in: tenant, at: testNow)
            processes.formUnion(meter.take().map(\.process))
            #expect(meter.totals <= 12)
        }
        #expect(processes.count > 10)
    }

    @Test("loses only what there is no room for while nothing can be written, and says how much")
    func losesWhatDoesNotFit() {
        let meter = UsageMeter(capacity: .init(kept: 10, most: 20))
        for number in 1...50 {
            meter.count(.valid, of: .make(at: testNow, using: .seeded(UInt64(number))), in: tenant, at: testNow)
        }
        #expect(meter.totals == 20)
        #expect(meter.takeLost() == 31)
        #expect(meter.takeLost() == 0)
        let batches = meter.take()
        #expect(rows(batches, of: .wholeTenant) == ["VALID 50"])
        #expect(meter.totals == 0)
        for batch in batches { meter.putBack(batch) }
        #expect(meter.totals == 20)
    }

    @Test("forgets tenants that are quiet for long")
    func forgetsQuietTenants() {
        let meter = UsageMeter()
        meter.count(.valid, of: key, in: tenant, at: testNow)
        _ = meter.take()
        for _ in 1...299 { #expect(meter.take().isEmpty) }
        #expect(meter.totals == 2)
        _ = meter.take()
        #expect(meter.totals == 0)
        meter.count(.valid, of: key, in: tenant, at: testNow)
        #expect(rows(meter.take(), of: key) == ["VALID 1"])
    }

    @Test("counts reports neither as requests nor as use, and no more of them than can be added up")
    func countsReports() {
        let meter = UsageMeter()
        for _ in 1...1100 {
            meter.report(succeeded: 1_000_000_000, failed: 0, of: key, in: tenant, at: testNow)
        }
        let batches = meter.take()
        #expect(rows(batches, of: key) == ["REPORTED_SUCCEEDED 1000000000000"])
        #expect(batches.flatMap(\.rows).allSatisfy { $0.lastUse == nil })
    }

    @Test("counts what many threads count at once, while it is being emptied")
    func isExact() async {
        let meter = UsageMeter()
        let tenants = (1...8).map { ID<Tenant>.make(at: testNow, using: .seeded($0)) }
        let key = key
        await withTaskGroup(of: Void.self) { group in
            for tenant in tenants + tenants {
                group.addTask {
                    for _ in 1...2000 { meter.count(.valid, of: key, in: tenant, at: testNow) }
                }
            }
            group.addTask {
                for _ in 1...50 { meter.take().forEach(meter.putBack) }
            }
        }
        let batches = meter.take()
        #expect(batches.count == 8)
        #expect(batches.flatMap(\.rows).allSatisfy { $0.count == 4000 })
    }
}

@Suite("Keys' owners")
struct KeyOwnersTests {
    @Test("are bounded, and remembered until there are too many")
    func isBounded() {
        let owners = KeyOwners(capacity: 160)
        let tenant = ID<Tenant>.make(at: testNow, using: .seeded(1))
        let keys = (1...1000).map { ID<APIKey>.make(at: testNow, using: .seeded($0)) }
        for key in keys {
            owners.learn(tenant, of: key)
            #expect(owners.tenant(of: key) == tenant)
        }
        let known = keys.count { owners.tenant(of: $0) != nil }
        #expect(known <= 160)
    }
}
