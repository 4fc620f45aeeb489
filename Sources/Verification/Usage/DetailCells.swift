internal import Domain

/// Of one key, what was asked for and from where since this was last drained. Only for keys in use: what lies idle for a
/// round is given up.
///
/// Why that is cheap on the hot path: a check changes two numbers in place. It finds them by comparing what it brought with
/// what is here, first with what the check before it brought, so nothing is hashed, formatted, sorted or allocated for
/// scopes and addresses that are known already. It holds the lock of this one key meanwhile, for some tens of nanoseconds,
/// and no other. What is new is looked at more closely once; there are so many cells at most, and beyond them nothing is
/// kept, since the counts of the ``UsageTally`` say how many checks there were.
struct DetailCells {
    /// Told apart of a key in an hour. ``DetailLedger`` goes by the same.
    static let mostScopes = 16
    static let mostAddresses = 64
    /// Of scopes asked for together, and the bytes of them: more is not kept.
    static let mostNames = 64
    static let mostBytes = 1024

    private struct Cell<Value: Equatable> {
        var value: Value
        /// See ``HourCount``.
        var hour: UInt64
        var count: Int
    }

    /// In the order in which they were asked for, none twice.
    private var scopes: [Cell<[String]>] = []
    private var addresses: [Cell<IPAddress?>] = []
    private var lastScopes = 0
    private var lastAddress = 0

    mutating func count(_ asked: [String], from address: IPAddress?, in hour: UInt64) {
        Self.count(asked, in: hour, &scopes, &lastScopes, most: Self.mostScopes, isKept: Self.isKept)
        Self.count(address, in: hour, &addresses, &lastAddress, most: Self.mostAddresses, isKept: { _ in true })
    }

    @inline(__always)
    private static func count<Value: Equatable>(
        _ value: Value,
        in hour: UInt64,
        _ cells: inout [Cell<Value>],
        _ last: inout Int,
        most: Int,
        isKept: (Value) -> Bool
    ) {
        if last < cells.count, cells[last].hour == hour, cells[last].value == value {
            cells[last].count += 1
            return
        }
        if let place = cells.firstIndex(where: { $0.hour == hour && $0.value == value }) {
            cells[place].count += 1
            last = place
        } else if let free = free(in: cells, for: hour, most: most), isKept(value) {
            if free == cells.endIndex { cells.append(Cell(value: value, hour: hour, count: 1)) }
            cells[free] = Cell(value: value, hour: hour, count: 1)
            last = free
        }
    }

    /// In the place of what was drained of another hour, if there is such; nil when there is no room.
    private static func free<Value>(in cells: [Cell<Value>], for hour: UInt64, most: Int) -> Int? {
        cells.firstIndex { $0.count == 0 && $0.hour != hour } ?? (cells.count < most ? cells.endIndex : nil)
    }

    /// What names a scope twice, or very many, is not worth the memory.
    private static func isKept(_ asked: [String]) -> Bool {
        guard asked.count <= mostNames, asked.reduce(0, { $0 + $1.utf8.count + 1 }) <= mostBytes else { return false }
        return asked.indices.allSatisfy { !asked[..<$0].contains(asked[$0]) }
    }

    /// Whether nothing was counted since then.
    var isDrained: Bool {
        scopes.allSatisfy { $0.count == 0 } && addresses.allSatisfy { $0.count == 0 }
    }

    struct Noted: Sendable {
        let detail: UsageDetail
        /// Its start.
        let hour: Instant
        let count: Int
    }

    /// Takes what was counted; what was asked for stays, to be counted on.
    mutating func drain() -> [Noted] {
        Self.drain(&scopes, UsageDetail.init(scopes:)) + Self.drain(&addresses, UsageDetail.init(address:))
    }

    private static func drain<Value>(_ cells: inout [Cell<Value>], _ detail: (Value) -> UsageDetail) -> [Noted] {
        var noted: [Noted] = []
        for place in cells.indices where cells[place].count > 0 {
            let cell = cells[place]
            noted.append(Noted(detail: detail(cell.value), hour: HourCount.start(of: cell.hour), count: cell.count))
            cells[place].count = 0
        }
        return noted
    }
}
