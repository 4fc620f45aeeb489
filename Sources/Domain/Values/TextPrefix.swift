/// Everything that begins with a text, as a range in the order of UTF-8 bytes, which is that of code points
/// (`COLLATE "C"`): what an index can be asked for.
package struct TextPrefix: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The first text behind all that begin with this one; nil when nothing comes behind them.
    package var end: String? {
        var scalars = Array(text.unicodeScalars)
        while let last = scalars.popLast() {
            guard let next = last.next else { continue }
            return String(String.UnicodeScalarView(scalars + [next]))
        }
        return nil
    }

    package func contains(_ other: String) -> Bool {
        other.unicodeScalars.starts(with: text.unicodeScalars)
    }
}

extension Unicode.Scalar {
    /// The one behind it; there is none in the gap of the surrogates.
    fileprivate var next: Unicode.Scalar? {
        self == "\u{D7FF}" ? "\u{E000}" : Unicode.Scalar(value + 1)
    }
}
