import Testing

@testable import Domain

struct JSONTests {
    @Test(
        "reads every kind of value",
        arguments: [
            ("null", nil), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", 9_223_372_036_854_775_808.0), ("1e3", 1000.0), ("1.0", 1.0), ("-1.5E-2", -0.015),
            (#""a\"\\\/\b\f\n\r\tA😀""#, "a\"\\/\u{8}\u{c}\n\r\tA😀"), ("[]", []), ("{}", [:]),
            (" [ 1 , [ null ] ] ", [1, [nil]]), (#"{"b":1,"a":{"":[]}}"#, ["b": 1, "a": ["": []]]),
        ] as [(String, JSON)]
    )
    func reads(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text.utf8) == value)
    }

    @Test(
        "refuses what is not strict JSON",
        arguments: [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("tru", .unexpectedEnd, 3),
            ("TRUE", .unexpectedCharacter, 0), ("NaN", .unexpectedCharacter, 0), ("Infinity", .unexpectedCharacter, 0),
            ("'a'", .unexpectedCharacter, 0), ("[1,]", .unexpectedCharacter, 3), ("[,1]", .unexpectedCharacter, 1),
            (#"{"a":1,}"#, .unexpectedCharacter, 7), ("{a:1}", .unexpectedCharacter, 1),
            (#"{"a" 1}"#, .unexpectedCharacter, 5), ("{1:1}", .unexpectedCharacter, 1), ("[1", .unexpectedEnd, 2),
            ("1 2", .trailingCharacters, 2), ("{}}", .trailingCharacters, 2), ("01", .trailingCharacters, 1),
            ("-", .unexpectedEnd, 1), ("1.", .unexpectedEnd, 2), ("1.e1", .invalidNumber, 2),
            ("[1e]", .invalidNumber, 3),
            ("+1", .unexpectedCharacter, 0), (".5", .unexpectedCharacter, 0), ("0x10", .trailingCharacters, 1),
            ("1e400", .numberTooLarge, 0), ("-1e400", .numberTooLarge, 0), ("\"a", .unexpectedEnd, 2),
            ("\"\n\"", .controlCharacter, 1), ("\"\u{0}\"", .controlCharacter, 1), (#""\x""#, .invalidEscape, 1),
            (#""\u12g4""#, .invalidEscape, 1), (#""\ud83d""#, .invalidEscape, 1), (#""\ude00""#, .invalidEscape, 1),
            (#""\ud83d\ud83d""#, .invalidEscape, 1), (#""\ud83dx""#, .invalidEscape, 1),
            ("\u{FEFF}1", .unexpectedCharacter, 0), ("/**/1", .unexpectedCharacter, 0),
            ("\u{a0}1", .unexpectedCharacter, 0),
        ] as [(String, JSONSyntaxError.Reason, Int)]
    )
    func refuses(text: String, reason: JSONSyntaxError.Reason, offset: Int) {
        #expect(throws: JSONSyntaxError(reason: reason, offset: offset)) { try JSON(parsing: text.utf8) }
    }

    @Test(
        "refuses bytes that are not UTF-8",
        arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]] as [[UInt8]]
    )
    func refusesInvalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONSyntaxError(reason: .invalidUTF8, offset: 1)) {
            try JSON(parsing: [0x22] + bytes + [0x22])
        }
    }

    @Test("reads 32 containers deep and no further", arguments: [("[", "]", 32), (#"{"a":["#, "]}", 16)])
    func depth(open: String, close: String, levels: Int) throws {
        let deepest = String(repeating: open, count: levels) + String(repeating: close, count: levels)
        #expect(throws: Never.self) { try JSON(parsing: deepest.utf8) }
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: "[\(deepest)]".utf8) }
    }

    @Test("a million open brackets are an error, not a crash")
    func depthBomb() throws {
        #expect(throws: JSONSyntaxError(reason: .tooDeep, offset: 32)) {
            try JSON(parsing: [UInt8](repeating: 0x5b, count: 1_000_000))
        }
    }

    @Test("keeps duplicate members and points at each")
    func duplicates() throws {
        let text = #"{"a":1,"b":{"x/y":1,"x/y":2,"~":[{"c":1,"c":2,"c":3}]},"a":{"d":1},"a":2}"#
        let json = try JSON(parsing: text.utf8)
        #expect(json.duplicateMembers == ["/b/x~1y", "/b/~0/0/c", "/b/~0/0/c", "/a", "/a"])
        #expect(json["a"] == 1)
        #expect(try JSON(parsing: #"{"a":{"a":{}}}"#.utf8).duplicateMembers == [])
    }

    @Test("takes an escaped name for the same as the plain one")
    func escapedDuplicate() throws {
        #expect(try JSON(parsing: #"{"a":1,"\u0061":2}"#.utf8).duplicateMembers == ["/a"])
    }

    @Test("writes compactly, members in their order, control characters escaped")
    func writes() {
        let json: JSON = [
            "z": 1, "a": [nil, true, -2, 1.5, 1e20, "\"\\\u{1}\u{1f}\n\u{7f}é😀"], "e": [:], "i": .number(.infinity),
        ]
        let expected = #"{"z":1,"a":[null,true,-2,1.5,1e+20,"\"\\\u0001\u001f\n"# + "\u{7f}é😀" + #""],"e":{},"i":null}"#
        #expect(json.text == expected)
    }
}
