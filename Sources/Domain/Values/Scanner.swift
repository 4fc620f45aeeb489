/// Reads fixed forms of ASCII text from the front.
struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Whether the next character was this one.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// All digits that follow, when there are so many of them.
    mutating func digits(_ count: ClosedRange<Int>) -> String? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard count.contains(digits.count) else { return nil }
        rest.removeFirst(digits.count)
        return String(Substring(digits))
    }

    /// A number of exactly so many digits.
    mutating func number(digits count: Int, in range: ClosedRange<Int64>) -> Int64? {
        guard let digits = digits(count...count), let number = Int64(digits), range.contains(number) else { return nil }
        return number
    }
}
