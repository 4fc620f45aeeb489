import Domain

import Testing

@testable import Verification

@Suite("What a key is used for, until it is drained")
struct DetailCellsTests {
    private let hour = HourCount.number(of: testNow)

    private func address(_ number: Int) -> IPAddress { IPAddress(v4: UInt32(number)) }

    /// `SCOPES a b 2`, sorted.
    private func drained(_ cells: inout DetailCells) -> [String] {
        cells.drain().map { "\($0.detail.kind.rawValue) \($0.detail.value) \($0.count)" }.sorted()
    }

    @Test("is told by scopes asked for together, in any order, and by address, each for itself")
    func tellsApart() {
        var cells = DetailCells()
        for scopes in [["b", "a"], ["a"], [], ["b", "a"], ["a", "b"]] {
            cells.count(scopes, from: address(scopes.count), in: hour)
        }
        cells.count([], from: nil, in: hour)
        #expect(
            drained(&cells) == [
                "ADDRESS  1", "ADDRESS 0.0.0.0 1", "ADDRESS 0.0.0.1 1", "ADDRESS 0.0.0.2 3", "SCOPES  2", "SCOPES a 1",
                "SCOPES a b 1", "SCOPES a b 2",
            ]
        )
        #expect(cells.isDrained)
        cells.count(["a"], from: address(1), in: hour)
        #expect(drained(&cells) == ["ADDRESS 0.0.0.1 1", "SCOPES a 1"])
    }

    @Test("belongs to its hour, however the time steps, and takes the place of hours that were drained")
    func hours() {
        var cells = DetailCells()
        for step in [0, 1, 0, 1, 1] { cells.count(["a"], from: nil, in: hour + UInt64(step)) }
        let counts = cells.drain().filter { $0.detail.kind == .scopes }.map(\.count)
        #expect(counts == [2, 3])
        for number in 0..<DetailCells.mostAddresses { cells.count([], from: address(number), in: hour + 2) }
        #expect(cells.drain().count { $0.detail.kind == .address } == DetailCells.mostAddresses)
    }

    @Test("is bounded: beyond so many scopes and addresses nothing is kept, and what is known is counted on")
    func bounded() {
        var cells = DetailCells()
        for number in 0..<1000 {
            cells.count(["s\(number)"], from: address(number), in: hour)
            cells.count(["s0"], from: address(0), in: hour)
        }
        let noted = cells.drain()
        #expect(noted.count { $0.detail.kind == .scopes } == DetailCells.mostScopes)
        #expect(noted.count { $0.detail.kind == .address } == DetailCells.mostAddresses)
        #expect(noted.first { $0.detail.value == "s0" }?.count == 1001)
        #expect(noted.first { $0.detail.value == "0.0.0.0" }?.count == 1001)
    }

    @Test("is not what names a scope twice, or more than a kilobyte of them")
    func oddQuestions() {
        var cells = DetailCells()
        cells.count(["a", "a"], from: nil, in: hour)
        cells.count((0..<20).map { String(repeating: "x", count: 60) + "\($0)" }, from: nil, in: hour)
        #expect(drained(&cells) == ["ADDRESS  2"])
    }
}
