/// `tracestate`, which other programs write: read only to see that it may be passed on.
package enum TraceState {
    /// All of its headers as one; nil when there is none, or when it is not what the standard allows.
    package static func read(_ headers: [String]) -> String? {
        let text = headers.joined(separator: ",")
        guard !text.isEmpty, text.utf8.count <= 512 else { return nil }
        var keys: Set<Substring> = []
        for member in text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed) where !member.isEmpty {
            let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, isKey(parts[0]), isValue(parts[1]), keys.insert(parts[0]).inserted else {
                return nil
            }
        }
        return 1...32 ~= keys.count ? text : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let rest = text.drop { $0 == " " || $0 == "\t" }
        guard let last = rest.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return rest[...last]
    }

    /// `name`, or `tenant@system`.
    private static func isKey(_ text: Substring) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isName(parts[0], atMost: 256, mayBeginWithDigit: false)
        case 2:
            return isName(parts[0], atMost: 241, mayBeginWithDigit: true)
                && isName(parts[1], atMost: 14, mayBeginWithDigit: false)
        default: return false
        }
    }

    private static func isName(_ text: Substring.UTF8View, atMost most: Int, mayBeginWithDigit: Bool) -> Bool {
        guard let first = text.first, text.count <= most else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard letters ~= first || mayBeginWithDigit && digits ~= first else { return false }
        return text.allSatisfy { letters ~= $0 || digits ~= $0 || "_-*/".utf8.contains($0) }
    }

    private static func isValue(_ text: Substring) -> Bool {
        1...256 ~= text.utf8.count && text.utf8.last != UInt8(ascii: " ")
            && text.utf8.allSatisfy { 0x20...0x7e ~= $0 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }
}
