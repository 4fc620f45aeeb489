import Foundation

/// The benchmark's result: one line a figure.
struct Table {
    struct Line {
        let name: String
        let figure: String
        /// As it is written; empty for a figure without one.
        var bar = ""
        var isMet = true
        /// How far apart the rounds were, and what the figure is made of.
        var note = ""
    }

    private(set) var lines: [Line] = []

    var isMet: Bool { lines.allSatisfy(\.isMet) }

    mutating func add(_ line: Line) {
        lines.append(line)
        // Told as it comes, since the whole takes minutes.
        print(Self.text(line))
        fflush(nil)
    }

    func write() {
        let rule = String(repeating: "-", count: 130)
        print(
            "\n\(rule)\n\(Self.text(Line(name: "", figure: "figure", bar: "bar", note: "median of the rounds (least to most)")))"
        )
        print(rule)
        for line in lines { print(Self.text(line)) }
        print(rule)
        print(isMet ? "All bars are met." : "Missed: " + lines.filter { !$0.isMet }.map(\.name).joined(separator: "; "))
    }

    private static func text(_ line: Line) -> String {
        let verdict = line.bar.isEmpty || line.bar == "bar" ? "" : line.isMet ? "met" : "MISSED"
        return pad(line.name, 44) + pad(line.figure, 10) + pad(line.bar, 10) + pad(verdict, 8) + line.note
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text.padding(toLength: max(width, text.count + 1), withPad: " ", startingAt: 0)
    }
}
