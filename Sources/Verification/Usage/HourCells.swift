internal import Domain

/// Counts by value and hour, of two hours at once: the one before may not be drained yet when the next begins. So many
/// values are told apart of an hour; what is beyond is counted as lost, without its value.
struct HourCells<Value: Equatable> {
    private struct Cell {
        /// As it came last.
        var value: Value
        /// What all have in common that are counted as one.
        var form: Value
        /// See ``HourCount``.
        var hour: UInt64
        var count: Int
    }

    private var cells: [Cell] = []
    private var last = 0
    private let most: Int
    private var lost = 0

    init(most: Int) { self.most = most }

    /// - Parameter form: of a value that is not known as it came; nil when it is not worth the memory.
    @inline(__always)
    mutating func count(_ value: Value, in hour: UInt64, form: (Value) -> Value?) {
        if last < cells.count, cells[last].hour == hour, cells[last].value == value {
            cells[last].count += 1
        } else if let place = cells.firstIndex(where: { $0.hour == hour && $0.value == value }) {
            cells[place].count += 1
            last = place
        } else {
            countNew(value, as: form(value), in: hour)
        }
    }

    private mutating func countNew(_ value: Value, as form: Value?, in hour: UInt64) {
        guard let form else {
            lost += 1
            return
        }
        if let place = cells.firstIndex(where: { $0.hour == hour && $0.form == form }) {
            cells[place].value = value
            cells[place].count += 1
            last = place
        } else if let place = place(for: Cell(value: value, form: form, hour: hour, count: 1)) {
            last = place
        } else {
            lost += 1
        }
    }

    /// In the place of what was drained of another hour, if there is such; nil when there is no room.
    private mutating func place(for cell: Cell) -> Int? {
        guard cells.count(where: { $0.hour == cell.hour }) < most else { return nil }
        if let free = cells.firstIndex(where: { $0.count == 0 && $0.hour != cell.hour }) {
            cells[free] = cell
            return free
        }
        guard cells.count < 2 * most else { return nil }
        cells.append(cell)
        return cells.endIndex - 1
    }

    /// Whether nothing was counted since then.
    var isDrained: Bool { lost == 0 && cells.allSatisfy { $0.count == 0 } }

    /// Takes what was counted; the values stay, to be counted on.
    ///
    /// - Returns: how many counts there was no room for.
    mutating func drain(_ body: (_ form: Value, _ hour: Instant, _ count: Int) -> Void) -> Int {
        for place in cells.indices where cells[place].count > 0 {
            body(cells[place].form, HourCount.start(of: cells[place].hour), cells[place].count)
            cells[place].count = 0
        }
        defer { lost = 0 }
        return lost
    }
}
