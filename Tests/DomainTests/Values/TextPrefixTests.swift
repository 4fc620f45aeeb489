import Testing

@testable import Domain

@Suite("A beginning of texts as a range")
struct TextPrefixTests {
    @Test(
        "ends right behind the last text that begins so, also at the gaps and the end of Unicode",
        arguments: [
            ("a", "b"), ("ab", "ac"), ("a%", "a&"), ("a_", "a`"), ("é", "ê"), ("\u{7F}", "\u{80}"),
            ("\u{7FF}", "\u{800}"), ("\u{D7FF}", "\u{E000}"), ("x\u{FFFF}", "x\u{10000}"),
            ("a\u{10FFFF}", "b"), ("a\u{10FFFF}\u{10FFFF}", "b"),
        ]
    )
    func end(text: String, end: String) {
        let found = TextPrefix(text).end
        #expect(found.map { Array($0.utf8) } == Array(end.utf8))
    }

    @Test("has no end where nothing comes behind", arguments: ["", "\u{10FFFF}", "\u{10FFFF}\u{10FFFF}"])
    func endless(text: String) {
        #expect(TextPrefix(text).end == nil)
    }

    @Test("holds exactly the texts that begin so, in the order of bytes")
    func contains() {
        let scalars: [Unicode.Scalar] = [
            "a", "b", "%", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}",
            "\u{10FFFF}",
        ]
        let texts =
            scalars.map { String($0) }
            + scalars.flatMap { one in scalars.map { String(String.UnicodeScalarView([one, $0])) } }
        for prefix in texts {
            let range = TextPrefix(prefix)
            for text in texts {
                let isBehindStart = !text.utf8.lexicographicallyPrecedes(prefix.utf8)
                let isBeforeEnd = range.end.map { text.utf8.lexicographicallyPrecedes($0.utf8) } ?? true
                #expect((isBehindStart && isBeforeEnd) == range.contains(text))
            }
        }
    }
}
