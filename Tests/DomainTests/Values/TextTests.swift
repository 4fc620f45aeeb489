import Testing

@testable import Domain

struct DisplayNameTests {
    static let family = "👨‍👩‍👧‍👦"

    @Test(
        "accepts 2 to 200 scalars of anything visible",
        arguments: [
            "ab", " a", "é1", "名前", "مفتاح", "a\u{301}b", family, String(repeating: "😀", count: 200), "a b\u{a0}c",
            "O'Brien & <b>",
        ]
    )
    func accepts(text: String) throws {
        #expect(try DisplayName(validating: text).text == text.normalized)
    }

    @Test(
        "refuses what is too short, too long, invisible or reordering",
        arguments: [
            ("", "TOO_SHORT"), ("a", "TOO_SHORT"), ("e\u{301}", "TOO_SHORT"),
            (String(repeating: "a", count: 201), "TOO_LONG"),
            (String(repeating: "😀", count: 201), "TOO_LONG"), ("a\u{0}b", "INVALID_CHARACTER"),
            ("a\nb", "INVALID_CHARACTER"),
            ("a\tb", "INVALID_CHARACTER"), ("ab\u{7f}", "INVALID_CHARACTER"), ("ab\u{85}", "INVALID_CHARACTER"),
            ("ab\u{61c}", "INVALID_CHARACTER"), ("ab\u{200e}", "INVALID_CHARACTER"),
            ("ab\u{200f}", "INVALID_CHARACTER"),
            ("ab\u{202a}", "INVALID_CHARACTER"), ("ab\u{202e}", "INVALID_CHARACTER"),
            ("ab\u{2066}", "INVALID_CHARACTER"),
            ("ab\u{2069}", "INVALID_CHARACTER"), ("ab\u{2028}", "INVALID_CHARACTER"), ("  ", "BLANK"),
            ("\u{a0}\u{3000}\u{2003}", "BLANK"), ("\u{200b}\u{2060}\u{feff}", "BLANK"), ("\u{3164} ", "BLANK"),
        ]
    )
    func refuses(text: String, code: String) {
        let error = #expect(throws: InputError.self) { try DisplayName(validating: text, at: "/label") }
        #expect(error?.code == code)
        #expect(error?.pointer == "/label")
    }

    @Test("is kept in NFC, and counted so")
    func normalizes() throws {
        #expect(try DisplayName(validating: "Cafe\u{301}").text.unicodeScalars.count == 4)
        #expect(throws: Never.self) { try DisplayName(validating: String(repeating: "e\u{301}", count: 200)) }
    }

    @Test("a name of 200 scalars has 800 bytes at most")
    func bytes() throws {
        #expect(try DisplayName(validating: String(repeating: "😀", count: 200)).text.utf8.count == 800)
    }

    @Test("a copy says so, and stays within 200")
    func copies() throws {
        #expect(try DisplayName(validating: "Server").copied.text == "Server (copy)")
        #expect(try DisplayName(validating: "Server").copied.copied.text == "Server (copy) (copy)")
        let long = try DisplayName(validating: String(repeating: "x", count: 200)).copied.text
        #expect(long == String(repeating: "x", count: 193) + " (copy)")
        let families = try DisplayName(validating: String(repeating: Self.family, count: 28)).copied.text
        #expect(families == String(repeating: Self.family, count: 27) + " (copy)")
        #expect(throws: Never.self) { try DisplayName(validating: families) }
    }
}

struct DescriptionTests {
    @Test(
        "accepts up to 1,000 scalars, with new lines and tabs",
        arguments: ["", "a", "two\nlines\r\n\tof text", String(repeating: "é", count: 1000)]
    )
    func accepts(text: String) throws {
        #expect(try Description(validating: text).text == text)
    }

    @Test(
        "refuses more, and other control or bidi characters",
        arguments: [
            (String(repeating: "a", count: 1001), "TOO_LONG"), ("a\u{0}", "INVALID_CHARACTER"),
            ("a\u{1b}[1m", "INVALID_CHARACTER"),
            ("a\u{202e}b", "INVALID_CHARACTER"), ("a\u{2029}b", "INVALID_CHARACTER"),
        ]
    )
    func refuses(text: String, code: String) {
        let error = #expect(throws: InputError.self) { try Description(validating: text) }
        #expect(error?.pointer == "/description")
        #expect(error?.code == code)
    }
}

struct EmailAddressTests {
    @Test(
        "accepts dot-atoms at domain names, in lower case",
        arguments: [
            ("ada@example.com", "ada@example.com"), ("Ada.Lovelace+keys@Example.COM", "ada.lovelace+keys@example.com"),
            ("o'brien@a-b.example.org", "o'brien@a-b.example.org"), ("1@1.x", "1@1.x"),
            ("x@xn--bcher-kva.example", "x@xn--bcher-kva.example"),
        ]
    )
    func accepts(text: String, kept: String) throws {
        #expect(try EmailAddress(validating: text).text == kept)
    }

    @Test(
        "refuses what is not an address",
        arguments: [
            "", "@", "a", "a@", "@example.com", "a@b", "a@@b.com", "a@b@c.com", "a b@example.com", " a@example.com",
            "a@example.com ",
            "a@example.com\n", ".a@example.com", "a.@example.com", "a..b@example.com", "a@-b.com", "a@b-.com",
            "a@b..com",
            "a@.com", "a@b.com.", "a@exa_mple.com", "é@example.com", "a@bücher.example", "\u{212A}@example.com",
            "\"a b\"@example.com", "a@[127.0.0.1]",
            "a\u{0}@example.com", "a,b@example.com", String(repeating: "a", count: 65) + "@example.com",
            "a@" + String(repeating: "b", count: 64) + ".com",
        ]
    )
    func refuses(text: String) {
        #expect(throws: InputError.self) { try EmailAddress(validating: text) }
    }

    @Test("254 bytes fit, 255 do not")
    func length() {
        let domain = Array(repeating: String(repeating: "b", count: 61), count: 4).joined(separator: ".")
        let rest = 254 - domain.utf8.count - 1
        #expect(throws: Never.self) { try EmailAddress(validating: String(repeating: "a", count: rest) + "@" + domain) }
        #expect(throws: InputError("/email", "TOO_LONG", "At most 254 bytes fit.")) {
            try EmailAddress(validating: String(repeating: "a", count: rest + 1) + "@" + domain)
        }
    }
}
