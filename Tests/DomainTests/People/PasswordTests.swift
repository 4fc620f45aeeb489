import Testing

@testable import Domain

struct PasswordTests {
    private static let longest = String((0..<256).map { Character(Unicode.Scalar(UInt8(97 + $0 * 7 % 26))) })

    @Test(
        "takes any characters, 12 to 256 of them",
        arguments: ["correct horse battery", "пароль и ключ", "🔑🔒🗝️🚪🧱🪟🏠🏡🌳🌲🌴🎍🎋", "Zwölf Zeichen", longest]
    )
    func accepts(text: String) throws {
        #expect(try Password(validating: text).text.expose() == text.normalized)
    }

    @Test(
        "refuses what is too short, too long, or little more than a pattern",
        arguments: [
            ("", "TOO_SHORT"), ("elevenchars", "TOO_SHORT"), (longest + "x", "TOO_LONG"),
            (String(repeating: "e\u{301}", count: 11), "TOO_SHORT"), (String(repeating: "a", count: 12), "TOO_SIMPLE"),
            ("            b", "TOO_SIMPLE"), ("abcdefghijklmnop", "TOO_SIMPLE"), ("987654321098", "TOO_SIMPLE"),
            ("qwertyuiop12", "TOO_SIMPLE"), ("QWERTZUIOPasdf", "TOO_SIMPLE"), ("abc1abc1abc1abc1", "TOO_SIMPLE"),
            ("111122223333", "TOO_SIMPLE"), ("🔑🔒🔑🔒🔑🔒🔑🔒🔑🔒🔑🔒", "TOO_SIMPLE"),
        ]
    )
    func refuses(text: String, code: String) {
        let error = #expect(throws: InputError.self) { try Password(validating: text) }
        #expect(error?.code == code)
    }

    @Test(
        "refuses what names its person or this service",
        arguments: [
            "ada.lovelace@example.com", "my ADA.LOVELACE password", "Countess Lovelace 1815", "Latchkey opens it all",
        ]
    )
    func context(text: String) throws {
        let ada = User(id: ID(bits: 1), email: "ada.lovelace@example.com", name: "Ada Lovelace")
        let error = #expect(throws: InputError.self) {
            try Password(validating: text, for: ada, at: "/new_password")
        }
        #expect(error?.code == "CONTAINS_CONTEXT")
        #expect(error?.pointer == "/new_password")
        // Three letters are in too many words to be a name.
        #expect(throws: Never.self) { try Password(validating: "an adagio in Canada", for: ada) }
        #expect(throws: Never.self) { try Password(validating: "Countess Byron 1815") }
    }

    @Test("is the same however the keyboard composes it, and never printed")
    func normalizes() throws {
        let composed = try Password(validating: "caf\u{e9} au lait")
        #expect(
            Password(presented: "cafe\u{301} au lait").text.expose().utf8.elementsEqual(composed.text.expose().utf8)
        )
        #expect(!"\(composed)".contains("lait"))
    }
}
