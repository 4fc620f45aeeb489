import Domain
import Store
import Testing

@testable import Verification

@Suite("What keys are used for, until it is written")
struct DetailLedgerTests {
    private let tenant = ID<Tenant>.make(at: testNow, using: .seeded(1))
    private let key = ID<APIKey>.make(at: testNow, using: .seeded(2))
    private let hour = UsageInterval.hour.start(of: testNow)

    private func place(_ hours: Int = 0, _ key: Int = 2) -> DetailLedger.Place {
        DetailLedger.Place(
            tenant: tenant,
            key: .make(at: testNow, using: .seeded(UInt64(key))),
            hour: hour + .seconds(hours * 3600)
        )
    }

    private func process() -> ID<UsageProcess> { .make(at: hour, using: .system) }

    private func address(_ number: Int) -> UsageDetail { UsageDetail(address: IPAddress(v4: UInt32(number))) }

    @Test("is a running total, taken when it has changed, and again when it was not written")
    func totals() {
        var ledger = DetailLedger(capacity: 100)
        ledger.add(2, of: address(1), to: place(), as: process)
        var batches = ledger.take(rowsAtOnce: 10)
        #expect(batches.flatMap(\.rows).map(\.count) == [2])
        ledger.settle(batches[0], isWritten: false)
        ledger.add(1, of: address(2), to: place(), as: process)
        batches = ledger.take(rowsAtOnce: 10)
        #expect(batches.flatMap(\.rows).map(\.count).sorted() == [1, 2])
        #expect(Set(batches.flatMap(\.rows).map(\.process)).count == 1)
        ledger.settle(batches[0], isWritten: true)
        #expect(ledger.take(rowsAtOnce: 10).isEmpty)
        ledger.add(5, of: address(1), to: place(), as: process)
        #expect(ledger.take(rowsAtOnce: 10).flatMap(\.rows).map(\.count) == [7])
    }

    /// Adds one to each, and writes it.
    private func round(_ ledger: inout DetailLedger, _ places: DetailLedger.Place...) -> [UsageDetailRow] {
        ledger.beginRound(of: places.map(\.hour).max())
        for place in places { ledger.add(1, of: address(1), to: place, as: process) }
        let batches = ledger.take(rowsAtOnce: 10)
        for batch in batches { ledger.settle(batch, isWritten: true) }
        return batches.flatMap(\.rows)
    }

    @Test("is forgotten once its hour is over and written, and what comes later has an id of its own")
    func closedHours() throws {
        var ledger = DetailLedger(capacity: 100)
        let first = round(&ledger, place())
        ledger.beginRound(of: place(1).hour)
        ledger.add(1, of: address(1), to: place(), as: process)
        ledger.add(1, of: address(1), to: place(1), as: process)
        let second = ledger.take(rowsAtOnce: 10)
        for _ in 1...5 { ledger.beginRound(of: nil) }
        // It is under way still.
        #expect(ledger.size == 2)
        for batch in second { ledger.settle(batch, isWritten: true) }
        ledger.beginRound(of: nil)
        #expect(ledger.size == 1)
        let late = try #require(round(&ledger, place()).first)
        #expect(late.count == 1)
        #expect(late.process != first[0].process)
    }

    @Test("of an hour that is over makes room before the next takes it")
    func nextHour() {
        var ledger = DetailLedger(capacity: 4)
        _ = round(&ledger, place(0, 3), place(0, 4))
        for _ in 1...3 { ledger.beginRound(of: nil) }
        #expect(ledger.size == 2)
        _ = round(&ledger, place(1, 3), place(1, 4))
        #expect(ledger.size == 2)
        #expect(ledger.takeLost() == 0)
    }

    @Test("goes on under the same id when a clock that ran ahead is put right, and forgets the hour that was not")
    func clockPutRight() {
        var ledger = DetailLedger(capacity: 100)
        var rows = round(&ledger, place())
        #expect(round(&ledger, place(5)).count == 1)
        for _ in 1...10 { rows += round(&ledger, place()) }
        #expect(rows.map(\.count) == Array(1...11))
        #expect(Set(rows.map(\.process)).count == 1)
        #expect(ledger.size == 1)
    }

    @Test("is bounded for a key in an hour, however often it is drained, and in all, and what is lost is counted")
    func bounded() {
        var ledger = DetailLedger(capacity: 200)
        for number in 0..<1000 {
            ledger.add(1, of: address(number), to: place(), as: process)
            for batch in ledger.take(rowsAtOnce: 10) { ledger.settle(batch, isWritten: true) }
        }
        #expect(ledger.size == DetailCells.mostAddresses)
        #expect(ledger.takeLost() == 1000 - DetailCells.mostAddresses)
        for number in 0..<1000 { ledger.add(1, of: address(number), to: place(0, number + 3), as: process) }
        // Half of the room, for one tenant.
        #expect(ledger.size == 100)
        #expect(ledger.takeLost() == 1000 - (100 - DetailCells.mostAddresses))
        #expect(ledger.takeLost() == 0)
        #expect(ledger.take(rowsAtOnce: 10).map(\.rows.count).max() == 10)
    }

    @Test("of one tenant that wants all of the room leaves some for others, and addresses leave that of scopes")
    func shares() {
        var ledger = DetailLedger(capacity: 120)
        for number in 0..<1000 { ledger.add(1, of: address(number), to: place(0, number + 3), as: process) }
        #expect(ledger.size == 60)
        for number in 0..<30 { ledger.add(1, of: UsageDetail(scopes: ["a"]), to: place(0, number + 3), as: process) }
        #expect(ledger.size == 90)
        _ = ledger.takeLost()
        for tenant in 10..<15 {
            let other = DetailLedger.Place(
                tenant: .make(at: testNow, using: .seeded(UInt64(tenant))),
                key: key,
                hour: hour
            )
            ledger.add(1, of: address(1), to: other, as: process)
            ledger.add(1, of: UsageDetail(scopes: []), to: other, as: process)
        }
        #expect(ledger.takeLost() == 0)
    }
}
