import Domain
import Testing

@testable import Verification

@Suite("What a key is used for, until it is drained")
struct DetailCellsTests {
    private let hour = HourCount.number(of: testNow)

    private func address(_ number: Int) -> IPAddress { IPAddress(v4: UInt32(number)) }

    /// `SCOPES a b 2`, sorted.
    private func drained(_ cells: inout DetailCells) -> [String] {
        cells.drain().noted.map { "\($0.detail.kind.rawValue) \($0.detail.value) \($0.count)" }.sorted()
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
                "SCOPES a b 3",
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
        let counts = cells.drain().noted.filter { $0.detail.kind == .scopes }.map(\.count)
        #expect(counts == [2, 3])
        for number in 0..<DetailCells.mostAddresses { cells.count([], from: address(number), in: hour + 2) }
        #expect(cells.drain().noted.count { $0.detail.kind == .address } == DetailCells.mostAddresses)
    }

    @Test("of the hour before, full and not drained yet, takes no room from the hour that begins")
    func nextHour() {
        var cells = DetailCells()
        for step in 0..<3 {
            for number in 0..<DetailCells.mostAddresses {
                cells.count(["s\(number % DetailCells.mostScopes)"], from: address(number), in: hour + UInt64(step))
            }
        }
        let most = DetailCells.mostAddresses
        var drained = cells.drain()
        #expect(drained.noted.reduce(0) { $0 + $1.count } == 4 * most)
        // Of a third hour, for which there is no room before the first is drained.
        #expect(drained.lost == 2 * most)
        for number in 0..<most { cells.count(["s"], from: address(number), in: hour + 2) }
        drained = cells.drain()
        #expect(drained.noted.reduce(0) { $0 + $1.count } == 2 * most)
        #expect(drained.lost == 0)
    }

    @Test("is bounded: beyond so many scopes and addresses it is counted as lost, and what is known is counted on")
    func bounded() {
        var cells = DetailCells()
        for number in 0..<1000 {
            cells.count(["s\(number)"], from: address(number), in: hour)
            cells.count(["s0"], from: address(0), in: hour)
        }
        #expect(!cells.isDrained)
        let drained = cells.drain()
        #expect(drained.noted.count { $0.detail.kind == .scopes } == DetailCells.mostScopes)
        #expect(drained.noted.count { $0.detail.kind == .address } == DetailCells.mostAddresses)
        #expect(drained.noted.first { $0.detail.value == "s0" }?.count == 1001)
        #expect(drained.noted.first { $0.detail.value == "0.0.0.0" }?.count == 1001)
        #expect(drained.lost == 2000 - DetailCells.mostScopes - DetailCells.mostAddresses)
        #expect(cells.drain().lost == 0)
    }

    @Test("is one set of scopes, in whatever order and however often they are named; others keep their room")
    func permutations() {
        var cells = DetailCells()
        for number in 0..<1000 {
            let first = number % 5
            let names = (0..<5).map { "s\((first + $0) % 5)" } + (number % 2 == 0 ? ["s\(first)"] : [])
            cells.count(number % 3 == 0 ? names.reversed() : names, from: nil, in: hour)
        }
        for number in 1..<DetailCells.mostScopes { cells.count(["t\(number)"], from: nil, in: hour) }
        let drained = cells.drain()
        #expect(drained.noted.first { $0.detail.value == "s0 s1 s2 s3 s4" }?.count == 1000)
        #expect(drained.lost == 0)
    }

    @Test("is not what names more than a kilobyte of scopes, or very many")
    func oddQuestions() {
        var cells = DetailCells()
        cells.count((0..<20).map { String(repeating: "x", count: 60) + "\($0)" }, from: nil, in: hour)
        cells.count((0...DetailCells.mostNames).map { "\($0)" }, from: nil, in: hour)
        let drained = cells.drain()
        #expect(drained.noted.map(\.detail.value) == [""])
        #expect(drained.lost == 2)
    }
}
