/// Makes JSON, most of it well-formed.
enum JSONMaker {
    static let fragments = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\x", "true",
        "nul",
        "-", "0", "01", "1e400", "1.", ".5", "1e5", "9223372036854775808", "-0", "\u{feff}", "\u{0}", "\u{1f}",
        "\u{7f}",
        "é", "NaN", "//", " ", "\n", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"key\"", "\"scopes\":[", "\"ip\":\"::1\"",
    ]

    static func value(_ random: inout Random, depth: Int = 0) -> String {
        switch random.below(depth > 4 ? 6 : 9) {
        case 0: return random.pick(["null", "true", "false"])
        case 1, 2: return number(&random)
        case 3, 4, 5: return string(&random)
        case 6, 7:
            let members = (0..<random.below(4)).map { _ in
                string(&random) + space(&random) + ":" + value(&random, depth: depth + 1)
            }
            return "{" + members.joined(separator: "," + space(&random)) + space(&random) + "}"
        default:
            let elements = (0..<random.below(4)).map { _ in value(&random, depth: depth + 1) }
            return "[" + space(&random) + elements.joined(separator: ",") + "]"
        }
    }

    static func space(_ random: inout Random) -> String {
        random.oneIn(4) ? random.pick([" ", "\n", "\t", "\r\n", "  "]) : ""
    }

    static func string(_ random: inout Random) -> String {
        let parts = [
            "a", "key", "orders:read", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\ud83d\\ude00", "é", "😀", " ", "{",
            "~/",
            "\u{7f}",
        ]
        return "\"" + (0..<random.below(4)).map { _ in random.pick(parts) }.joined() + "\""
    }

    private static func number(_ random: inout Random) -> String {
        random.pick(["0", "-0", "1", "-17", "1.5", "1e3", "1E-3", "-0.0e+1", "9223372036854775807", "1e308", "1e309"])
    }
}
