import Foundation

/// Two ways of doing the same, measured in turns: only their ratio means anything elsewhere.
struct Rounds {
    let theirName: String
    let ourName: String
    private(set) var theirs: [Double] = []
    private(set) var ours: [Double] = []

    /// Which of the two begins changes from round to round, so that neither always comes after the other.
    static func run(
        _ count: Int,
        _ ourName: String,
        beside theirName: String,
        ours: () async throws -> Double,
        theirs: () async throws -> Double
    ) async throws -> Rounds {
        var rounds = Rounds(theirName: theirName, ourName: ourName)
        for round in 0..<count {
            if round.isMultiple(of: 2) { rounds.theirs.append(try await theirs()) }
            rounds.ours.append(try await ours())
            if !round.isMultiple(of: 2) { rounds.theirs.append(try await theirs()) }
        }
        return rounds
    }

    var ratios: [Double] { zip(ours, theirs).map { $0 / $1 }.sorted() }

    func line(_ name: String, atLeast bar: Double?, note: String = "") -> Table.Line {
        let ratio = ratios.median
        return Table.Line(
            name: name,
            figure: String(format: "%.2f", ratio),
            bar: bar.map { String(format: "≥ %.2f", $0) } ?? "",
            isMet: bar.map { ratio >= $0 } ?? true,
            note: String(format: "(%.2f to %.2f) ", ratios.first ?? 0, ratios.last ?? 0)
                + "\(ourName) \(Int(ours.sorted().median))/s, \(theirName) \(Int(theirs.sorted().median))/s" + note
        )
    }
}

extension [Double] {
    /// Of values in their order.
    var median: Double { isEmpty ? 0 : self[count / 2] }
}
