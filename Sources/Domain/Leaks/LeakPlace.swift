/// A web address where a key's secret was found, as it is kept and told. It comes from strangers, and may hold the very secret:
/// what could hide one is cut off, and it is never asked.
package struct LeakPlace: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package static let mostCharacters = 2048

    /// Nil for what is no address on the web. Without user, query and fragment, and with no key in its path.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.mostCharacters, text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }),
            let mark = text.firstRange(of: "://"),
            case let scheme = text[..<mark.lowerBound].lowercased(), ["http", "https"].contains(scheme)
        else { return nil }
        let rest = text[mark.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard !host.isEmpty, !KeyScanner.finds(in: String(host)) else { return nil }
        let path = rest.dropFirst(authority.count)
        description = "\(scheme)://\(host)\(Self.harmless(String(path)))"
    }

    /// Nothing of a path in which a key is hidden by encoding it.
    private static func harmless(_ path: String) -> String {
        let shown = KeyScanner.redacted(path)
        var decoded = shown
        for _ in 0..<3 {
            decoded = percentDecoded(decoded)
            if KeyScanner.finds(in: decoded) { return "/" }
        }
        return shown
    }

    private static func percentDecoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = String(decoding: bytes[index...].prefix(3).dropFirst(), as: UTF8.self)
            if bytes[index] == UInt8(ascii: "%"), digits.utf8.count == 2, let byte = UInt8(digits, radix: 16) {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
