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

    @Test("is forgotten once its hour is over and written, and what comes later has an id of its own")
    func closedHours() throws {
        var ledger = DetailLedger(capacity: 100)
        ledger.add(1, of: address(1), to: place(), as: process)
        let first = ledger.take(rowsAtOnce: 10)
        ledger.add(1, of: address(1), to: place(1), as: process)
        let second = ledger.take(rowsAtOnce: 10)
        // The first is under way still.
        #expect(ledger.size == 2)
        for batch in first + second { ledger.settle(batch, isWritten: true) }
        #expect(ledger.take(rowsAtOnce: 10).isEmpty)
        #expect(ledger.size == 1)
        ledger.add(1, of: address(1), to: place(), as: process)
        let late = try #require(ledger.take(rowsAtOnce: 10).first?.rows.first)
        #expect(late.count == 1)
        #expect(late.process != first[0].rows[0].process)
    }

    @Test("is bounded for a key in an hour, however often it is drained, and in all")
    func bounded() {
        var ledger = DetailLedger(capacity: 100)
        for number in 0..<1000 {
            ledger.add(1, of: address(number), to: place(), as: process)
            for batch in ledger.take(rowsAtOnce: 10) { ledger.settle(batch, isWritten: true) }
        }
        #expect(ledger.size == DetailCells.mostAddresses)
        #expect(ledger.takeLost() == 0)
        for number in 0..<1000 { ledger.add(1, of: address(number), to: place(0, number + 3), as: process) }
        #expect(ledger.size == 100)
        #expect(ledger.takeLost() == 1000 - (100 - DetailCells.mostAddresses))
        #expect(ledger.takeLost() == 0)
        #expect(ledger.take(rowsAtOnce: 10).map(\.rows.count).max() == 10)
    }
}
